import { describe, expect, it } from 'vitest';
import { encodeFingerprint } from '#core/text/codec.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { asFile, newBucket, type Params, refuse, succeed } from './client.ts';

const fingerprint = encodeFingerprint(fingerprintOf(makeMusic({ seed: 61, seconds: 10 })));
const bucket = { name: 'fields', type: 'File', region: 'eu-west-1' };
const KB16 = 16 * 1024;

const addFile = async (bucketId: number, json: object = {}) =>
  (await succeed('addFile', { bucket_id: bucketId }, { json: { fingerprint, title: 'x', ...json } })).data;
const errorsOf = async (...refused: Parameters<typeof refuse>) =>
  (await refuse(...refused)).body.errors ?? {};

describe('sizes', () => {
  // A character of two UTF-16 units is one character.
  const texts = ['x', '𝄞', 'é'];

  it('of names, labels and titles are up to 200 characters', async () => {
    const id = await newBucket('File');
    for (const character of texts) {
      const [most, tooMany] = [character.repeat(200), character.repeat(201)];
      const { data } = await succeed('createBucket', {}, { json: { ...bucket, name: most, labels: [most] } });
      expect(data).toMatchObject({ name: most, labels: [most] });
      expect((await addFile(id, { title: most })).title).toBe(most);
      const wrong = { ...bucket, name: tooMany, labels: ['a', tooMany] };
      expect(await errorsOf('createBucket', {}, 422, { json: wrong })).toEqual({
        name: ['The name field must have at most 200 characters.'],
        labels: ['The labels field must have at most 200 characters each.'],
      });
      const file = { title: tooMany, audio_id: character.repeat(257), fingerprint };
      const errors = await errorsOf('addFile', { bucket_id: id }, 422, { json: file });
      expect(Object.keys(errors)).toEqual(['title', 'audio_id']);
    }
  });

  it('of lists of labels are up to 50', async () => {
    const json = { ...bucket, labels: Array.from({ length: 50 }, (_, i) => `${i}`) };
    expect((await succeed('createBucket', {}, { json })).data.labels).toHaveLength(50);
    const more = { ...bucket, labels: [...json.labels, 'x'] };
    expect(await errorsOf('createBucket', {}, 422, { json: more })).toEqual({
      labels: ['The labels field must have at most 50 labels.'],
    });
  });

  it('of a metadata_template are up to 16 KB as it is sent', async () => {
    const template = (bytes: number) => `{"a":{"default":"${'\\"'.repeat(bytes / 2 - 12)}"}} `.padEnd(bytes);
    const most = template(KB16);
    expect(new TextEncoder().encode(most)).toHaveLength(KB16);
    const { data } = await succeed('createBucket', {}, { json: { ...bucket, metadata_template: most } });
    expect(data.metadata_template).toBe(most);
    const json = { ...bucket, metadata_template: `${most} ` };
    expect(await errorsOf('createBucket', {}, 422, { json })).toHaveProperty('metadata_template');
  });

  it('of user_defined are up to 16 KB as JSON', async () => {
    const id = await newBucket('File');
    const most = { a: 'é'.repeat((KB16 - 8) / 2) };
    expect((await addFile(id, { user_defined: most })).user_defined).toEqual(most);
    const json = { fingerprint, user_defined: { a: `${most.a}é` } };
    expect(await errorsOf('addFile', { bucket_id: id }, 422, { json })).toHaveProperty('user_defined');
  });

  it('of lists of ids are up to 100', async () => {
    const [file, dedup] = [await newBucket('File'), await newBucket('DedupFile')];
    const { id } = await addFile(file);
    const hundred = [id, ...Array.from({ length: 99 }, (_, i) => i + 1)].join(',');
    expect((await succeed('getFiles', { bucket_id: file, ids: hundred })).data).toHaveLength(1);
    const many: Params = { bucket_id: file, ids: `${hundred},100` };
    for (const operation of ['getFiles', 'deleteFiles', 'moveFiles', 'updateFile'] as const) {
      expect(await errorsOf(operation, many, 422)).toEqual({
        ids: ['The ids field must have at most 100 ids: send the others in another call.'],
      });
    }
    const acrIds = Array.from({ length: 101 }, () => 'a'.repeat(32)).join(',');
    expect(await errorsOf('deleteDedupFiles', { bucket_id: dedup, ids: acrIds }, 422)).toHaveProperty('ids');
  });

  it('of a track id are up to 256 characters', async () => {
    const id = await newBucket('DedupFile');
    const json = { id: '歌'.repeat(256), fingerprint };
    await succeed('addDedupFile', { bucket_id: id }, { json });
    const { data } = await succeed('getGroup', { bucket_id: id, ids: json.id });
    expect(data).toMatchObject([{ dup_files: [], count: 1, matches: [{ id: json.id }] }]);
    const longer = { ...json, id: `${json.id}x` };
    expect(await errorsOf('addDedupFile', { bucket_id: id }, 422, { json: longer })).toHaveProperty('id');
  });
});

describe('user_defined comes back as it was sent', () => {
  it.each([
    ['large and small numbers', { a: 1e300, b: 5e-324, c: 2 ** 60, d: -0.1 }],
    ['nested deeper than a table may', JSON.parse(`${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`)],
    ['empty things', { a: '', b: [], c: {}, d: null }],
    ['half a character', { '\ud800': '\udc00' }],
    ['names every object has', { constructor: 'a', toString: 1, hasOwnProperty: false }],
  ])('%s', async (_, user_defined) => {
    const id = await newBucket('File');
    const file = await addFile(id, { user_defined });
    const { data } = await succeed('getFiles', { bucket_id: id, ids: file.id });
    expect(data[0]?.user_defined).toEqual(user_defined);
    const changed = await succeed(
      'updateFile',
      { bucket_id: id, ids: file.id },
      { json: { user_defined: { user_defined } } },
    );
    expect(changed.data).toMatchObject({ user_defined: { user_defined } });
  });
});

describe('what no table could hold is refused, and is no fault', () => {
  it('in bodies', async () => {
    const id = await newBucket('File');
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const send = (body: string) =>
      errorsOf('addFile', { bucket_id: id }, 422, { body, headers: { 'content-type': 'application/json' } });
    expect(await send(`{"fingerprint":"x","user_defined":{"a":${deep}}}`)).toHaveProperty('user_defined');
    expect(await send(`{"fingerprint":"x","title":${deep}}`)).toHaveProperty('title');
    expect(await send('{"fingerprint":"x","title":"\\ud800"}')).toHaveProperty('title');
    const json = { ...bucket, labels: ['\udc00'] };
    expect(await errorsOf('createBucket', {}, 422, { json })).toHaveProperty('labels');
  });

  it('a million wrong labels get one sentence', async () => {
    const body = `{"name":"x","type":"File","region":"eu-west-1","labels":[${'1,'.repeat(1_000_000)}1]}`;
    const headers = { 'content-type': 'application/json' };
    expect(await errorsOf('createBucket', {}, 422, { body, headers })).toEqual({
      labels: ['The labels field must have at most 50 labels.'],
    });
    const json = { ...bucket, labels: [1, 2, 3] };
    expect(await errorsOf('createBucket', {}, 422, { json })).toEqual({
      labels: ['The labels field must be texts.'],
    });
  });

  it('in paths', async () => {
    const [file, dedup] = [await newBucket('File'), await newBucket('DedupFile')];
    for (const nothing of ['x'.repeat(3000), '\0', '9'.repeat(40), '%', '__proto__']) {
      await refuse('getFiles', { bucket_id: file, ids: nothing }, 404);
      await refuse('deleteFiles', { bucket_id: file, ids: nothing }, 404);
      await refuse('moveFiles', { bucket_id: file, ids: nothing }, 404);
      await refuse('updateFile', { bucket_id: file, ids: nothing }, 404, { json: { title: 'x' } });
      await refuse('getGroup', { bucket_id: dedup, ids: nothing }, 404);
      await refuse('deleteDedupFiles', { bucket_id: dedup, ids: nothing }, 404);
      await refuse('downloadDump', { bucket_id: file, task_id: nothing }, 404);
      await refuse('revokeToken', { token_id: nothing }, 404);
      await refuse('getBucket', { bucket_id: nothing }, 404);
      await refuse('getDuplicates', { hash: nothing }, 404);
    }
  });
});

describe('a title that is not sent', () => {
  it('is the name of the file, up to 200 characters of it', async () => {
    const id = await newBucket('File');
    const file = asFile(new TextEncoder().encode(fingerprint), `${'𝄞'.repeat(201)}.txt`);
    const sent = { multipart: { file, data_type: 'fingerprint' } };
    expect((await succeed('addFile', { bucket_id: id }, sent)).data.title).toBe('𝄞'.repeat(200));
  });
});

describe('a metadata template', () => {
  const template =
    ' {"genre" : {"type":"select","default":"pop","options":["pop","jazz"]},\n\t"note":{"default":"\\u00e9"},"constructor":{"default":"c"} } ';
  const newTemplated = async () =>
    (await succeed('createBucket', {}, { json: { ...bucket, metadata_template: template } })).data;

  it('is answered byte for byte', async () => {
    const { id, metadata_template } = await newTemplated();
    expect(metadata_template).toBe(template);
    expect((await succeed('getBucket', { bucket_id: id })).data.metadata_template).toBe(template);
    const form = { metadata_template: `${template}\r\n` };
    const changed = await succeed('updateBucket', { bucket_id: id }, { form });
    expect(changed.data.metadata_template).toBe(form.metadata_template);
  });

  it('stays when nothing is said of it, and goes when it is null', async () => {
    const { id } = await newTemplated();
    for (const json of [{ name: 'a' }, { metadata_template: '' }]) {
      const { data } = await succeed('updateBucket', { bucket_id: id }, { json });
      expect(data.metadata_template).toBe(template);
    }
    const { data } = await succeed('updateBucket', { bucket_id: id }, { json: { metadata_template: null } });
    expect(data.metadata_template).toBeNull();
  });

  it('gives an added file what it lacks, and a changed one nothing', async () => {
    const { id } = await newTemplated();
    const file = await addFile(id, { user_defined: { note: 'mine', more: 1 } });
    expect(file.user_defined).toEqual({ genre: 'pop', note: 'mine', constructor: 'c', more: 1 });
    const upload = await succeed('addUpload', { bucket_id: id }, { json: { file_name: 'a.mp3' } });
    expect(upload.data.user_defined).toEqual({ genre: 'pop', note: 'é', constructor: 'c' });
    const json = { user_defined: { more: 2 } };
    const changed = await succeed('updateFile', { bucket_id: id, ids: file.id }, { json });
    expect(changed.data).toMatchObject({ title: 'x' });
    expect(changed.data).toHaveProperty('user_defined', { more: 2 });
  });

  it('refuses what is not among the options', async () => {
    const { id } = await newTemplated();
    const { id: ids } = await addFile(id, { user_defined: { genre: 'jazz' } });
    const user_defined = { genre: 'folk' };
    const expected = { user_defined: ['The user_defined field genre must be one of ["pop","jazz"].'] };
    const params = { bucket_id: id };
    expect(await errorsOf('addFile', params, 422, { json: { fingerprint, user_defined } })).toEqual(expected);
    expect(await errorsOf('addUpload', params, 422, { json: { file_name: 'a', user_defined } })).toEqual(
      expected,
    );
    expect(await errorsOf('updateFile', { ...params, ids }, 422, { json: { user_defined } })).toEqual(
      expected,
    );
  });

  it('must be one', async () => {
    for (const metadata_template of ['{', '[]', '{"a":1}', '"a"', 5, '{"a":{"type":"select"}}']) {
      const json = { ...bucket, metadata_template };
      expect(await errorsOf('createBucket', {}, 422, { json })).toHaveProperty('metadata_template');
      const id = await newBucket('File');
      const change = { json: { metadata_template } };
      expect(await errorsOf('updateBucket', { bucket_id: id }, 422, change)).toHaveProperty(
        'metadata_template',
      );
    }
  });
});
