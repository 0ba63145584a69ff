import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';

/** What one client does from first to last. Every client sends the same; only how it spells it differs. */

/** What a client is told in its environment, and what stands in a recording as `{{NAME}}`. */
export type Values = Readonly<Record<string, string>>;

export interface Deployment {
  readonly url: string;
  readonly token: string;
  /** As a gateway does. */
  readonly takesAnySize: boolean;
}

interface Expected {
  readonly status: number;
  /** What the answer holds at least; undefined for one without a body. */
  readonly body: object | undefined;
}

interface Step extends Expected {
  readonly name: string;
  /** What later steps need of the answer: where it stands. */
  readonly learns?: Readonly<Record<string, readonly string[]>>;
  /** Sends what only a gateway takes: without one it is refused. */
  readonly isLarge?: boolean;
  /** The file in the answer becomes ready, and is then this. */
  readonly settles?: object;
}

const TEMPLATE = '{"genre":{"type":"select","default":"pop","options":["pop","jazz"]}}';

const each = (names: readonly string[], rest: Omit<Step, 'name'>): Step[] =>
  names.map((name) => ({ name, ...rest }));
const deleted = { status: 204, body: undefined };

const audio = {
  title: 'Für Elise, "live"; 100 %',
  data_type: 'audio',
  audio_id: 'cat-0042',
  user_defined: { isrc: 'DE-X1', artists: ['A', 'B'], genre: 'pop' },
};
const addsAudio = {
  status: 200,
  body: { data: { ...audio, state: 0 } },
  learns: { FILE_ID: ['data', 'id'] },
  settles: { state: 1, duration: 4, error: null },
};
/** Clients that send no audio_id, or the title in its place. */
const { audio_id: _, ...titled } = audio;
const addsTitled = { ...addsAudio, body: { data: { ...titled, state: 0 } } };
const fingerprint = { title: 'Grüße', data_type: 'fingerprint' };
const addsFingerprint = {
  status: 200,
  body: { data: { ...fingerprint, state: 0 } },
  learns: { FINGERPRINT_ACR_ID: ['data', 'acr_id'] },
  settles: { state: 1, duration: 20, error: null },
};
const listsAudio = {
  status: 200,
  body: { data: [audio], meta: { current_page: 1, per_page: '10', total: 1 }, links: { next: null } },
};
const changed = { title: 'Für Elise (2)', user_defined: { genre: 'jazz', year: 1810 } };
const moved = { status: 200, body: { data: [changed, fingerprint] } };

/** In this order. A client leaves out what its kind of request cannot say. */
export const steps: readonly Step[] = [
  { name: 'preflight', status: 204, body: undefined },
  ...each(['create-bucket-form', 'create-bucket-multipart', 'create-bucket-json'], {
    status: 201,
    body: {
      data: {
        name: 'Käufe & "Verkäufe"',
        region: 'eu-west-1',
        type: 'File',
        net_type: 2,
        labels: ['Music', 'Übung 1; 2'],
        metadata_template: TEMPLATE,
      },
    },
  }),
  ...each(['update-bucket-form', 'update-bucket-multipart', 'update-bucket-json'], {
    status: 200,
    body: { data: { name: 'Umbenannt', labels: ['one'], metadata_template: TEMPLATE } },
  }),
  ...each(['upload-audio'], addsAudio),
  ...each(['list-files', 'list-files-without-accept', 'list-files-in-capitals'], listsAudio),
  ...each(['upload-audio-typed', 'upload-audio-expecting-continue', 'upload-audio-nameless'], addsAudio),
  ...each(['upload-titled'], addsTitled),
  {
    name: 'search-files',
    status: 200,
    body: { data: [titled], meta: { current_page: 1, per_page: '20', total: 1 } },
  },
  ...each(['upload-audio-large'], { ...addsAudio, isLarge: true }),
  ...each(['upload-titled-large'], { ...addsTitled, isLarge: true }),
  ...each(['upload-fingerprint', 'upload-fingerprint-chunked'], addsFingerprint),
  {
    name: 'upload-fingerprint-text',
    status: 200,
    body: { data: { title: 'As text', data_type: 'fingerprint' } },
    learns: { TEXT_ID: ['data', 'id'] },
    settles: { state: 1, duration: 20 },
  },
  { name: 'get-files', status: 200, body: { data: [audio, fingerprint] } },
  {
    name: 'change-file-nested',
    status: 200,
    body: { data: { user_defined: { genre: 'jazz', year: '1810' } } },
  },
  ...each(['change-file-form', 'change-file-multipart', 'change-file-json'], {
    status: 200,
    body: { data: changed },
  }),
  { name: 'move-files', ...moved },
  { name: 'move-files-without-body', ...moved },
  ...each(['move-files-typed', 'move-files-empty-array'], {
    status: 200,
    body: { data: [{ title: 'As text' }] },
  }),
  { name: 'move-files-listed', status: 200, body: { data: [changed] } },
  { name: 'dump-files', status: 200, body: { name: 'Umbenannt', down_url: '' } },
  ...each(['delete-files', 'delete-files-listed'], deleted),
  {
    name: 'add-dedup-file',
    status: 200,
    body: { data: { dup_files: [], do_db: true } },
    learns: { ENTRY_ACR_ID: ['data', 'acr_id'] },
  },
  ...each(['ask-dedup-file', 'add-dedup-copy'], {
    status: 200,
    body: { data: { dup_files: ['track-1'], do_db: false } },
  }),
  { name: 'get-group', status: 200, body: { data: [{ dup_files: ['track-1', '20261'], count: 2 }] } },
  {
    name: 'list-groups',
    status: 200,
    body: { data: [{ dup_files: ['track-1', '20261'] }], meta: { per_page: '50', total: 1 } },
  },
  { name: 'delete-dedup-files', ...deleted },
  { name: 'delete-bucket', ...deleted },
];

/** Buckets for one client. */
export async function prepare(deployment: Deployment): Promise<Values> {
  const create = async (type: string): Promise<string> => {
    const fields = { name: 'Before', region: 'eu-west-1', type, metadata_template: TEMPLATE };
    return String(at(await ask(deployment, '/api/buckets', fields), ['data', 'id']));
  };
  return {
    BUCKET_ID: await create('File'),
    DESTINATION_ID: await create('File'),
    DEDUP_BUCKET_ID: await create('DedupFile'),
  };
}

/** Holds an answer against its step. Returns what was learned from it. */
export async function check(
  deployment: Deployment,
  { status, body, isLarge, learns = {}, settles }: Step,
  answer: { status: number; body: unknown },
): Promise<Values> {
  if (isLarge && !deployment.takesAnySize) {
    assert.equal(answer.status, 413, JSON.stringify(answer.body));
    return {};
  }
  assert.equal(answer.status, status, JSON.stringify(answer.body));
  if (body) assert.partialDeepStrictEqual(answer.body, body);
  else assert.equal(answer.body, undefined);
  if (settles) assert.partialDeepStrictEqual(await settled(deployment, answer.body), settles);
  return Object.fromEntries(
    Object.entries(learns).map(([name, path]) => [name, String(at(answer.body, path))]),
  );
}

/** What stands there in an answer. */
function at(answer: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((value, key) => Object(value)[key], answer);
}

async function settled(deployment: Deployment, added: unknown): Promise<unknown> {
  const path = `/api/buckets/${at(added, ['data', 'bucket_id'])}/files/${at(added, ['data', 'id'])}`;
  for (;;) {
    const file = at(await ask(deployment, path), ['data', 0]);
    if (at(file, ['state']) !== 0) return file;
    await setTimeout(50);
  }
}

/** GET, or POST when there are fields. */
async function ask(
  { url, token }: Pick<Deployment, 'url' | 'token'>,
  path: string,
  fields?: object,
): Promise<unknown> {
  const response = await fetch(url + path, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(fields && { method: 'POST', body: JSON.stringify(fields) }),
  });
  assert.ok(response.ok, `${path}: ${response.status}`);
  return await response.json();
}
