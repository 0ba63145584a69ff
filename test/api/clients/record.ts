import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readAnswer } from './exchange.ts';
import { fingerprintText, makeSongs } from './payload.ts';
import { generalise, type Recordings } from './recording.ts';
import { check, prepare, steps, type Values } from './scenario.ts';

// Runs a client against a running Refrain, step by step, and writes down what it sends: see README.md.
const [name = '', command = '', ...args] = process.argv.slice(2);
const deployment = {
  url: process.env['REFRAIN_URL'] ?? '',
  token: process.env['REFRAIN_TOKEN'] ?? '',
  takesAnySize: true,
};
if (!command || !deployment.url || !deployment.token) {
  console.error('REFRAIN_URL=… REFRAIN_TOKEN=… node test/api/clients/record.ts NAME COMMAND…');
  process.exit(2);
}

const NO_SUCH_STEP = 3;
const folder = mkdtempSync(join(tmpdir(), 'refrain-record-'));
const songs = await makeSongs();
mkdirSync(join(folder, 'music'));
writeFileSync(join(folder, 'music/song.mp3'), songs.SONG);
writeFileSync(join(folder, 'music/large.wav'), songs.LARGE);
writeFileSync(join(folder, 'fingerprint.txt'), fingerprintText());

/** Between client and Refrain: passes the bytes on and keeps them. */
const heard = { sent: [] as Buffer[], answered: [] as Buffer[] };
const listener = createServer((client) => {
  const { hostname, port } = new URL(deployment.url);
  const server = connect(Number(port), hostname);
  client.on('data', (chunk: Buffer) => heard.sent.push(chunk)).on('error', () => server.destroy());
  server.on('data', (chunk: Buffer) => heard.answered.push(chunk)).on('error', () => client.destroy());
  client.pipe(server).pipe(client);
}).listen(0, '127.0.0.1');
await once(listener, 'listening');
const host = `127.0.0.1:${(listener.address() as AddressInfo).port}`;

const version = spawnSync(command, [...args, 'version'], {
  env: process.env,
  encoding: 'utf8',
}).stdout.trim();
const requests: Record<string, readonly string[]> = {};
let values = await prepare(deployment);
let failures = 0;
for (const step of steps) {
  heard.sent = [];
  heard.answered = [];
  if (!(await run(step.name, values))) continue;
  const known = { ...values, HOST: host, TOKEN: deployment.token };
  requests[step.name] = generalise(Buffer.concat(heard.sent), known, songs);
  const received = Buffer.concat(heard.answered)
    .toString('latin1')
    .replace(/^(HTTP\/1\.1 1\d\d .*?\r\n\r\n)+/s, '');
  const answer = readAnswer(Buffer.from(received, 'latin1'));
  if (!answer) throw new Error(`${step.name}: no answer.`);
  try {
    values = { ...values, ...(await check(deployment, step, answer)) };
    console.log('ok    ', step.name);
  } catch (error) {
    failures++;
    console.log('FAILED', step.name, error instanceof Error ? error.message : error);
  }
}
listener.close();
rmSync(folder, { recursive: true });
const recordings: Recordings = { client: version, requests };
writeFileSync(new URL(`${name}.json`, import.meta.url), `${JSON.stringify(recordings, undefined, 2)}\n`);
console.log(
  `${name}.json: ${Object.keys(requests).length} requests of ${version}, ${failures} not answered as expected.`,
);
process.exitCode = failures > 0 ? 1 : 0;

/** False when the client has no such step. */
async function run(step: string, known: Values): Promise<boolean> {
  const client = spawn(command, [...args, step], {
    stdio: ['ignore', 'ignore', 'inherit'],
    // Some clients send the whole path of a file: none of this machine's goes into a recording.
    cwd: folder,
    env: {
      ...process.env,
      ...known,
      REFRAIN_URL: `http://${host}`,
      SONG: 'music/song.mp3',
      LARGE: 'music/large.wav',
      FINGERPRINT: 'fingerprint.txt',
    },
  });
  const [status] = await once(client, 'close');
  if (status === NO_SUCH_STEP) return false;
  if (heard.sent.length === 0) throw new Error(`${step}: the client sent nothing and left with ${status}.`);
  return true;
}
