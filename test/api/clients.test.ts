import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Gateway, startGateway } from '#gateway/gateway.ts';
import { succeed } from './client.ts';
import { exchange } from './clients/exchange.ts';
import { makeLargeSong, makeSongs, type Songs } from './clients/payload.ts';
import { type Recordings, specialise } from './clients/recording.ts';
import { check, type Deployment, prepare, steps, type Values } from './clients/scenario.ts';

const clients = [
  'python-requests',
  'php-curl',
  'ruby-set-form',
  'axios',
  'curl',
  'acrcloud-cli',
  'acrcloudclient',
  'browser-fetch',
];
/** Those that send what is large, and the one with the oddest requests: what the others send passes as theirs does. */
const throughGateway = ['curl', 'acrcloud-cli', 'acrcloudclient', 'browser-fetch'];
const ways = [
  ...clients.map((name) => [name, 'to the deployment']),
  ...throughGateway.map((name) => [name, 'through the gateway']),
];
const LARGE_STEP = 'upload-audio-large';
const url = inject('endpoints')['eu-west-1'] ?? '';

let songs: Songs;
let gateway: Gateway;
beforeAll(async () => {
  songs = await makeSongs();
  gateway = await startGateway({ to: new URL(url), host: '127.0.0.1', port: 0, disk: 1e9 });
});
afterAll(() => gateway.close());

const recordingOf = (name: string): Recordings =>
  JSON.parse(readFileSync(new URL(`clients/${name}.json`, import.meta.url), 'utf8'));

/** What real clients sent, sent again byte for byte: see clients/README.md. */
describe.each(ways)('%s %s', (name, way) => {
  const { requests } = recordingOf(name);
  let values: Values;
  let deployment: Deployment;
  beforeAll(async () => {
    const takesAnySize = way === 'through the gateway';
    deployment = { url: takesAnySize ? gateway.url : url, token: inject('token'), takesAnySize };
    values = { HOST: new URL(deployment.url).host, TOKEN: deployment.token, ...(await prepare(deployment)) };
  });

  const recorded = steps.flatMap((step) => {
    const lines = requests[step.name];
    return lines ? [{ step, lines }] : [];
  });
  it('has no recording that is left out', () => {
    expect(recorded.map(({ step }) => step.name)).toEqual(Object.keys(requests));
  });

  it.each(recorded)('$step.name', async ({ step, lines }) => {
    const answer = await exchange(deployment.url, specialise(lines, values, songs));
    values = { ...values, ...(await check(deployment, step, answer)) };
  });
});

/** Files as large as people have them. */
describe.each([3, 5, 9.6, 12])('%d MB through the gateway', (megabytes) => {
  const LARGE = makeLargeSong(megabytes * 1e6);
  const step = steps.find(({ name }) => name === LARGE_STEP);
  it.each(['python-requests', 'php-curl', 'ruby-set-form', 'axios', 'curl'])('from %s', async (name) => {
    const lines = recordingOf(name).requests[LARGE_STEP];
    if (!step || !lines) return expect.unreachable('it is recorded');
    const deployment = { url: gateway.url, token: inject('token'), takesAnySize: true };
    const own = await prepare(deployment);
    const values = { HOST: new URL(gateway.url).host, TOKEN: deployment.token, ...own };
    const answer = await exchange(gateway.url, specialise(lines, values, { ...songs, LARGE }));
    const added = await check(deployment, step, answer);
    const file = { bucket_id: own['BUCKET_ID'] ?? '', ids: added['FILE_ID'] ?? '' };
    const { data } = await succeed('getFiles', file);
    const md5 = createHash('md5').update(LARGE).digest('hex');
    expect(data).toMatchObject([{ size: LARGE.length, md5 }]);
  });
});
