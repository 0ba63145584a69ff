import { expect, it } from 'vitest';
import { objectsOf } from '#aws/clients.ts';
import { objectsOrigin } from '#aws/objects/origin.ts';
import { objectStore } from '#aws/objects/store.ts';
import { regionNames } from '#domain/regions.ts';
import { localCredentials } from '#local/credentials.ts';

const bucketOf = (region: string) => `refrain-123456789012-${region}`;

async function presigned(region: string, endpoint?: string): Promise<string[]> {
  const access = { credentials: localCredentials(), ...(endpoint && { endpoint }) };
  const objects = objectStore(
    objectsOf({ region, isHome: true }, access, () => {}),
    bucketOf(region),
  );
  const put = await objects.presignPut('inbox/a', 60, null);
  return [put.url, await objects.presignGet('inbox/a', 'a.mp3', 'audio/mpeg', 60)];
}

it.each(regionNames)('the origin of the objects in %s is that of the addresses we sign', async (region) => {
  for (const url of await presigned(region))
    expect(new URL(url).origin).toBe(objectsOrigin('refrain-123456789012', region, undefined));
});

it('with another S3 it is that one', async () => {
  const endpoint = 'http://127.0.0.1:9000/s3';
  for (const url of await presigned('eu-west-1', endpoint))
    expect(new URL(url).origin).toBe(objectsOrigin('refrain', 'eu-west-1', endpoint));
});
