import { openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import { routes } from '#api/routes.ts';
import { timeOf } from '../scan/text.ts';
import { print, tableOf } from '../terminal/table.ts';
import { bucketOf } from './bucket.ts';
import { Client } from './client.ts';
import { soundOf } from './sound.ts';
import { type Addressed, targetOf } from './target.ts';

/** Bytes of audio that go in one request, where they are heard at other speeds, too. */
const CARRIED = 4_500_000;

/** Exit code 0 when the sample is found, 2 when it is not. */
export async function identify(bucket: string, path: string, told: Addressed): Promise<number> {
  const client = new Client(targetOf(told));
  const params = { bucket_id: (await bucketOf(client, bucket)).id };
  const answer = await client.call(routes.identifySample, { params, ...(await sampleOf(path)) });
  print(told.json, answer, () =>
    tableOf(answer.data, [
      ['ID', ({ id }) => id],
      ['TITLE', ({ title }) => title],
      ['RELATION', ({ relation }) => relation],
      ['AT', ({ offset }) => timeOf(Math.max(0, offset))],
      ['OVERLAP', ({ overlap }) => overlap],
      ['SIMILARITY', ({ similarity }) => similarity],
    ]),
  );
  return answer.data.length > 0 ? 0 : 2;
}

async function sampleOf(path: string) {
  const found = path === '-' ? undefined : await stat(path).catch(() => undefined);
  if (!found?.isFile() || found.size > CARRIED)
    return { json: { fingerprint: (await soundOf(path)).fingerprint } };
  const form = new FormData();
  form.append('file', await openAsBlob(path), 'sample');
  return { form };
}
