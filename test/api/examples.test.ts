import { expect, it, vi } from 'vitest';
import { type Operation, routes } from '#api/routes.ts';
import { encodeMp3 } from '../sound/encode.ts';
import { makeMusic } from '../sound/music.ts';
import { asFile, type Params, type Sent, settled, succeed } from './client.ts';
import { exampleOf } from './example.ts';

/** Example answers for the description: what a small catalogue was answered, with ids and times that stay the same. */

it('are what the description holds (npm run docs writes them)', async () => {
  const answers = new Map<Operation, unknown>();
  async function see<O extends Operation>(operation: O, params: Params = {}, sent: Sent = {}) {
    const answer = await succeed(operation, params, sent);
    answers.set(operation, answer);
    return answer;
  }
  const uid = 20_260;
  const account = { name: 'examples', scopes: ['admin'], uid };
  const { token } = (await succeed('createToken', {}, { json: account })).data;
  const as = (sent: Sent): Sent => ({ token, ...sent });

  const own = await see('createToken', {}, as({ json: { name: 'importer', scopes: ['read', 'write'] } }));
  await succeed('revokeToken', { token_id: own.data.id }, as({}));
  await see('listTokens', {}, as({}));

  const bucket = { name: 'Catalogue', type: 'File', region: 'eu-west-1', labels: ['new'] };
  const { data: files } = await see('createBucket', {}, as({ json: bucket }));
  const bucket_id = files.id;
  const other = (await succeed('createBucket', {}, as({ json: { ...bucket, name: 'Archive' } }))).data.id;
  const entries = { ...bucket, name: 'Recordings', type: 'DedupFile' };
  const dedup = (await succeed('createBucket', {}, as({ json: entries }))).data.id;
  await see('listBuckets', {}, as({ query: '?per_page=1' }));
  await see('getBucket', { bucket_id }, as({}));
  await see('updateBucket', { bucket_id }, as({ json: { name: 'Whole catalogue' } }));

  const mp3 = await encodeMp3(makeMusic({ seed: 17, seconds: 20 }));
  const file = asFile(mp3, 'First song.mp3');
  const ids: string[] = [];
  for (const audio_id of ['mine-1', 'mine-2']) {
    const { data } = await see('addFile', { bucket_id }, as({ multipart: { file, audio_id } }));
    await settled(bucket_id, data.id, token);
    ids.push(data.acr_id);
  }
  const [id = ''] = ids;
  await see('listFiles', { bucket_id }, as({ query: '?per_page=1' }));
  await see('getFiles', { bucket_id, ids: id }, as({}));
  await see('findFiles', { ids: id }, as({}));
  await see('updateFile', { bucket_id, ids: id }, as({ json: { title: 'Another title' } }));
  await see('getFingerprintOfFile', { bucket_id, ids: id }, as({}));
  await see('getAudioOfFile', { bucket_id, ids: id }, as({}));
  await see('getDuplicatesOfFile', { bucket_id, ids: id }, as({}));
  await see('getFootprint', {}, as({}));
  const { duplicates } = await see('listDuplicates', {}, as({}));
  await see('getDuplicates', { hash: duplicates[0]?.hash ?? '' }, as({}));
  await see('moveFiles', { bucket_id: other, ids: id }, as({}));
  await see('moveFilesFrom', { bucket_id: other }, as({ json: { target_bucket_id: bucket_id, ids: [id] } }));
  await see('addUpload', { bucket_id: other }, as({ json: { file_name: 'Long one.wav' } }));
  const dumped = async (operation: 'getDump' | 'getFilesDump') =>
    vi.waitUntil(async () => (await see(operation, { bucket_id }, as({}))).status === 1, { timeout: 50_000 });
  await dumped('getDump');
  await dumped('getFilesDump');

  for (const track of ['track-1', 'track-2'])
    await see('addDedupFile', { bucket_id: dedup }, as({ multipart: { id: track, file } }));
  await see('identifySample', { bucket_id: dedup }, as({ multipart: { file } }));
  await see('listGroups', { bucket_id: dedup }, as({}));
  await see('getGroup', { bucket_id: dedup, ids: 'track-1' }, as({}));
  await see('getHealth');

  const examples = Object.fromEntries(
    [...answers].map(([operation, answer]) => [operation, exampleOf(answer)]),
  );
  const path = '../../src/api/openapi/examples.json';
  await expect(`${JSON.stringify(examples, null, 2)}\n`).toMatchFileSnapshot(path);
  const lacking = Object.entries(routes).filter(
    ([operation, route]) =>
      'answer' in route && !('contentType' in route) && !answers.has(operation as Operation),
  );
  // The description does not show itself.
  expect(lacking.map(([operation]) => operation)).toEqual(['getOpenApi']);
});
