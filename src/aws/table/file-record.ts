import { isSpread } from '#domain/ids.ts';
import type { FileAudio } from '#domain/ports/audio.ts';
import { dataTypes, type File, type FileState, fileStates, type Searched } from '#domain/ports/file.ts';
import { FOLDING, fold } from '#domain/search.ts';
import { count } from './counters.ts';
import { checkFormat, inFormat } from './format.ts';
import { moveId } from './id-sets.ts';
import { boolean, type Item, number, oneOf, orNone, orNull, text, time, within } from './item.ts';
import type { Part } from './query.ts';

/** How a file stands in the records table, and what changes with its record in one transaction. */

const classes = { '0': 'processing', '1': 'ready', '-1': 'failed' } as const;
export type FileClass = (typeof classes)[keyof typeof classes];
export const fileClasses: readonly FileClass[] = Object.values(classes);
export const classOf = (state: FileState): FileClass => classes[`${state}`];

const pad = (id: number) => String(id).padStart(16, '0');

/**
 * A bucket's records, and the sets of its ids, are under eight partition keys, each in id order: one key serves a
 * thousand write units a second, and a file takes a dozen. Those with the ids of before are all under one.
 */
const LANES = 8;
const lanes = Array.from({ length: LANES }, (_, lane) => lane);

export const recordKeys = (bucketId: number): string[] => [
  `bucket#${bucketId}`,
  ...lanes.map((lane) => `bucket#${bucketId}#records#${lane}`),
];
export const fileKey = (bucketId: number, id: number) => ({
  pk: isSpread(id) ? `bucket#${bucketId}#records#${id % LANES}` : `bucket#${bucketId}`,
  sk: `file#${pad(id)}`,
});
/** Where the file of an acr_id is; or, while it departs for another region, how. */
export const pointerKey = (acrId: string) => ({ pk: `acr#${acrId}`, sk: 'file' });
export const idsKey = (bucketId: number, id: number) =>
  isSpread(id) ? `bucket#${bucketId}#files#${id % LANES}` : `bucket#${bucketId}#files`;
export const idsKeys = (bucketId: number): string[] => [
  `bucket#${bucketId}#files`,
  ...lanes.map((lane) => `bucket#${bucketId}#files#${lane}`),
];

/** The user's own fields are kept as JSON: a table takes neither their numbers nor their depth as they come. */
export const fileItem = (file: File): Item =>
  inFormat({
    ...file,
    sought: soughtOf(file.title),
    userDefined: JSON.stringify(file.userDefined),
    createdAt: file.createdAt.toISOString(),
    updatedAt: file.updatedAt.toISOString(),
  });

export function fileOf(item: Item): File {
  checkFormat(item);
  return {
    ...searchedOf(item),
    acrId: text(item, 'acrId'),
    uid: number(item, 'uid'),
    bucketId: number(item, 'bucketId'),
    // Earlier versions did not tell.
    fileName: item['fileName'] === undefined ? null : orNull(item, 'fileName', text),
    audioId: orNull(item, 'audioId', text),
    duration: number(item, 'duration'),
    userDefined: JSON.parse(text(item, 'userDefined')),
    dataType: oneOf(item, 'dataType', dataTypes),
    size: orNull(item, 'size', number),
    md5: orNull(item, 'md5', text),
    audio: item['audio'] === undefined ? null : orNull(item, 'audio', audioOf),
    error: orNull(item, 'error', text),
    createdAt: time(item, 'createdAt'),
    updatedAt: time(item, 'updatedAt'),
    object: text(item, 'object'),
    todo: text(item, 'todo'),
    request: orNone(item, 'request', text),
    announcedSize: orNull(item, 'announcedSize', number),
    // Earlier versions counted what was known of the bytes.
    counted: item['counted'] === undefined ? Number(item['size'] ?? 0) : number(item, 'counted'),
    version: number(item, 'version'),
  };
}

/**
 * What the table itself compares with a text that is searched for, since it knows upper and lower case apart. It says
 * of which title it is, since functions of a release before change that and leave this as it was, and how it was folded.
 */
export const soughtOf = (title: string) => ({ title, folded: fold(title), folding: FOLDING });

/** Of a query of records: those whose title may hold the text, of this state or of any. Those without a folded title that is right may. */
export const holding = (searched: string, state: FileState | undefined): Part => ({
  ProjectionExpression: 'id, title, #state',
  FilterExpression: [
    `(${HAS_NONE} OR sought.title <> title OR contains(sought.folded, :folded))`,
    ...(state === undefined ? [] : ['#state = :state']),
  ].join(' AND '),
  ExpressionAttributeNames: { '#state': 'state' },
  ExpressionAttributeValues: {
    ':folded': fold(searched),
    ':folding': FOLDING,
    ...(state !== undefined && { ':state': state }),
  },
});
const HAS_NONE = 'attribute_not_exists(sought.folding) OR sought.folding <> :folding';

function audioOf(item: Item, name: string): FileAudio {
  const audio = within(item, name);
  return {
    format: text(audio, 'format'),
    bitRate: number(audio, 'bitRate'),
    sampleRate: number(audio, 'sampleRate'),
    channels: number(audio, 'channels'),
    lossless: boolean(audio, 'lossless'),
    notice: orNull(audio, 'notice', text),
  };
}

export const searchedOf = (item: Item): Searched => ({
  id: number(item, 'id'),
  title: text(item, 'title'),
  state: oneOf(item, 'state', fileStates),
});

/** For a transaction: the record appears in its bucket. The item at COUNTED fails when that bucket is gone. */
export const showFile = (table: string, file: File) => [
  { Put: { TableName: table, Item: { ...fileItem(file), ...fileKey(file.bucketId, file.id) } } },
  count(table, file.uid, file.bucketId, file.id, { num: 1, size: file.counted }),
  moveId(table, idsKey(file.bucketId, file.id), file.id, undefined, classOf(file.state)),
];
export const COUNTED = 1;

/** For a transaction: the record disappears from its bucket. The first item fails when it is not as given any more. */
export const hideFile = (table: string, file: File) => [
  {
    Delete: {
      TableName: table,
      Key: fileKey(file.bucketId, file.id),
      ConditionExpression: 'version = :version',
      ExpressionAttributeValues: { ':version': file.version },
    },
  },
  count(table, file.uid, file.bucketId, file.id, { num: -1, size: -file.counted }),
  moveId(table, idsKey(file.bucketId, file.id), file.id, classOf(file.state), undefined),
];

/** For a transaction: the acr_id leads to the file. */
export const pointTo = (table: string, { acrId, bucketId, id }: File) => ({
  Put: { TableName: table, Item: { ...pointerKey(acrId), bucketId, id } },
});
