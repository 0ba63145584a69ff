import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { exchange } from './clients/exchange.ts';
import { makeSong } from './clients/payload.ts';
import { type Recordings, specialise } from './clients/recording.ts';
import { check, prepare, steps, type Values } from './clients/scenario.ts';

const clients = ['python-requests', 'php-curl', 'ruby-set-form', 'axios', 'curl'];
const url = inject('endpoints')['eu-west-1'] ?? '';
const deployment = { url, token: inject('token') };

let song: Uint8Array;
beforeAll(async () => {
  song = await makeSong();
});

/** What real clients sent, sent again byte for byte: see clients/README.md. */
describe.each(clients)('%s', (name) => {
  const path = new URL(`clients/${name}.json`, import.meta.url);
  const { requests }: Recordings = JSON.parse(readFileSync(path, 'utf8'));
  let values: Values;
  beforeAll(async () => {
    values = { HOST: new URL(url).host, TOKEN: deployment.token, ...(await prepare(deployment)) };
  });

  const recorded = steps.flatMap((step) => {
    const lines = requests[step.name];
    return lines ? [{ step, lines }] : [];
  });
  it('has no recording that is left out', () => {
    expect(recorded.map(({ step }) => step.name)).toEqual(Object.keys(requests));
  });

  it.each(recorded)('$step.name', async ({ step, lines }) => {
    const answer = await exchange(url, specialise(lines, values, song));
    values = { ...values, ...(await check(deployment, step, answer)) };
  });
});
