import type { ProgramName } from '#infra/programs.ts';

/** What a function may do in every region, by IAM's names. Not named: not allowed. */
export interface Access {
  readonly records?: readonly string[];
  readonly index?: readonly string[];
  /** By the prefix the objects' keys begin with. */
  readonly objects?: Readonly<Record<string, readonly string[]>>;
  /** Tells a missing object from a forbidden one: without the right to list, S3 answers 403 to both. */
  readonly findsMissing?: boolean;
  readonly dumps?: readonly string[];
  readonly recordings?: readonly string[];
}

// IAM has no action for a transaction: its parts are checked one by one.
const readRecords = ['dynamodb:GetItem', 'dynamodb:Query'];
const readMany = [...readRecords, 'dynamodb:BatchGetItem'];
const add = ['dynamodb:PutItem'];
const change = ['dynamodb:UpdateItem'];
const erase = ['dynamodb:DeleteItem'];
const changeRecords = [...readMany, ...add, ...change, ...erase];
// Clusters, and an entry that aborts another, are held as they are while others change.
const changeGroups = [...changeRecords, 'dynamodb:ConditionCheckItem'];
// Postings of a key are one item: looked up many at a time, changed one by one.
const lookUp = ['dynamodb:BatchGetItem'];
const index = [...lookUp, ...change, ...erase];

const get = ['s3:GetObject'];
const put = ['s3:PutObject'];
const remove = ['s3:DeleteObject'];
// Creating and completing a multipart upload are s3:PutObject; giving one up is not.
const stream = ['s3:PutObject', 's3:AbortMultipartUpload'];
// What is downloaded for a URL, or carried along by a move to another region.
const carry = [...get, ...stream, ...remove];
/** What is made of an upload or job, until nothing is left of it. */
const ofFiles = {
  'inbox/': [...get, ...remove],
  'audio/': carry,
  'fingerprints/': [...get, ...put, ...remove],
};
const send = ['sqs:GetQueueUrl', 'sqs:SendMessage'];

const files: Access = {
  records: changeGroups,
  index,
  // A move may first have to finish an earlier one of the same file.
  objects: {
    'inbox/': [...get, ...put, ...remove],
    'audio/': carry,
    'fingerprints/': [...get, ...put, ...remove],
  },
  findsMissing: true,
  // Tells the worker of a file that moves to another region.
  recordings: send,
};

/**
 * Every function that authenticates reads tokens from the records.
 * What SQS event sources need for their own queue is granted with the event source.
 */
export const access: Record<ProgramName, Access> = {
  buckets: { records: [...readRecords, ...add, ...change, ...erase] },
  files,
  // A presigned PUT may do what its signer may.
  uploads: { records: [...readMany, ...add, ...change], objects: { 'inbox/': put } },
  'dedup-files': {
    records: changeGroups,
    index,
    objects: { 'fingerprints/': [...get, ...put, ...remove] },
    findsMissing: true,
  },
  // A presigned GET likewise.
  dumps: { records: [...readRecords, ...add], objects: { 'dumps/': get }, findsMissing: true, dumps: send },
  duplicates: { records: readMany, index: lookUp, objects: { 'fingerprints/': get }, findsMissing: true },
  // Looks among what the two above keep, and keeps nothing but the answers to keyed calls.
  identify: {
    records: readMany,
    index: lookUp,
    objects: { 'fingerprints/': get },
    findsMissing: true,
  },
  tokens: { records: [...readRecords, ...add, ...change, ...erase] },
  health: {},
  description: {},
  // Answers for any of the above.
  default: { ...files, objects: { ...files.objects, 'dumps/': get }, dumps: send },
  fingerprint: {
    records: changeGroups,
    index,
    objects: ofFiles,
    findsMissing: true,
  },
  // Looks whether its predecessor had finished, and tells its successor.
  dump: {
    records: [...readRecords, ...add, ...change, ...erase],
    objects: { 'dumps/': [...get, ...stream] },
    findsMissing: true,
    dumps: send,
  },
  // Finishes what any other function left.
  sweeper: {
    records: changeGroups,
    index,
    objects: ofFiles,
    findsMissing: true,
    dumps: send,
    recordings: [...send, 'sqs:GetQueueAttributes'],
  },
};
