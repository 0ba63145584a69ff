import { describe, expect, it } from 'vitest';
import { encodeFingerprint } from '#core/text/codec.ts';
import { fingerprintOf } from '../sound/fingerprint.ts';
import { makeMusic } from '../sound/music.ts';
import { asFile, newBucket, refuse, settled, succeed } from './client.ts';

/** Fingerprint files as people have them: printed, redirected, renamed. */

const words = fingerprintOf(makeMusic({ seed: 71, seconds: 20 }));
const text = encodeFingerprint(words);
const printed = `FILE=/music/Café.mp3\r\nDURATION=20\r\nFINGERPRINT=${text}\r\n`;
const utf16 = (content: string) => Buffer.from(content, 'utf16le');

const files: [string, Buffer, string?][] = [
  ['with a mark before it', Buffer.from(`\uFEFF${printed}`)],
  ['alone, with a mark', Buffer.from(`\uFEFF${text}`)],
  ['in UTF-16, as PowerShell’s > writes it', utf16(`\uFEFF${printed}`)],
  ['in UTF-16 the other way round', utf16(`\uFEFF${printed}`).swap16()],
  ['in UTF-16 without a mark', utf16(`DURATION=20\nFINGERPRINT=${text}\n`)],
  ['of a file whose name has an accent, in UTF-8', Buffer.from(printed)],
  ['of a file whose name has an accent, in latin1', Buffer.from(printed, 'latin1')],
  [
    'as JSON with an accent',
    Buffer.from(JSON.stringify({ file: 'Café.mp3', duration: 20, fingerprint: text })),
  ],
  ['as raw numbers over several lines', Buffer.from([...words].join(',').replaceAll(/(,\d+){9},/g, '$&\n'))],
  ['in a file of a closed format’s name', Buffer.from(printed), '123.wma.db.lo'],
];

describe('a fingerprint', () => {
  it.each(files)('%s is read in both kinds of bucket', async (_, bytes, name = 'print.txt') => {
    const [bucket_id, entries] = [await newBucket('File'), await newBucket('DedupFile')];
    const multipart = { file: asFile(bytes, name), data_type: 'fingerprint' };
    const { data } = await succeed('addFile', { bucket_id }, { multipart });
    expect(await settled(bucket_id, data.id)).toMatchObject({ state: 1, duration: 20 });
    const file = asFile(bytes, name);
    const first = await succeed('addDedupFile', { bucket_id: entries }, { multipart: { id: 'a', file } });
    expect(first.data.do_db).toBe(true);
    const json = { id: 'b', fingerprint: text };
    const second = await succeed('addDedupFile', { bucket_id: entries }, { json });
    expect(second.data.dup_files).toEqual(['a']);
  });

  const several: [string, string, number][] = [
    [
      'as fpcalc a b prints them',
      `DURATION=20\nFINGERPRINT=${text}\n\nDURATION=20\nFINGERPRINT=${text}\n`,
      2,
    ],
    ['alone on their lines', `${text}\n${text}\n${text}`, 3],
    ['as JSON', `${JSON.stringify({ fingerprint: text })}\n${JSON.stringify({ fingerprint: text })}\n`, 2],
    ['as raw numbers', `${[...words].join(',')}\n${[...words].join(',')}\n`, 2],
  ];
  it.each(several)('is one: several %s are refused, and counted', async (_, content, count) => {
    const [bucket_id, entries] = [await newBucket('File'), await newBucket('DedupFile')];
    const file = asFile(Buffer.from(content), 'prints.txt');
    const multipart = { file, data_type: 'fingerprint' };
    const sentence = expect.stringContaining(`This text holds ${count} fingerprints`);
    const inFiles = await refuse('addFile', { bucket_id }, 422, { multipart });
    expect(inFiles.body.errors).toEqual({ file: [sentence] });
    const sent = await refuse('addFile', { bucket_id }, 422, { json: { fingerprint: content } });
    expect(sent.body.errors).toEqual({ fingerprint: [sentence] });
    const inEntries = await refuse('addDedupFile', { bucket_id: entries }, 422, {
      multipart: { id: 'a', file },
    });
    expect(inEntries.body.errors).toEqual({ file: [sentence] });
    expect((await succeed('getBucket', { bucket_id })).data.num).toBe(0);
  });
});
