import { expect, it } from 'vitest';
import { succeed } from './client.ts';

it('tells that it is well, without a token', async () => {
  const health = await succeed('getHealth', {}, { token: null, region: 'us-west-2' });
  expect(health).toMatchObject({ status: 'ok', region: 'us-west-2' });
});
