import { type Call, type Operation, sendEmpty } from './call.ts';
import { notImplemented } from './error.ts';
import { getObject, headObject } from './get.ts';
import { listObjects } from './list.ts';
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  uploadPart,
} from './multipart.ts';
import { copyObject, putObject } from './put.ts';
import { deleteObject, deleteObjects } from './remove.ts';

/** Query parameters that name another operation on the same path. */
const subresources = [
  'uploads',
  'uploadId',
  'delete',
  'tagging',
  'acl',
  'versions',
  'cors',
  'policy',
  'lifecycle',
];
const others = [
  'notification',
  'versioning',
  'encryption',
  'location',
  'attributes',
  'retention',
  'torrent',
  'restore',
];

interface Known {
  /** What the caller must be allowed to do to the bucket or object; undefined: the operation asks for each key. */
  readonly right: string | undefined;
  readonly act: Operation;
}

/** Which operation a request is, by method, level and subresource. */
export function operationOf(call: Call): Known {
  const level = call.key === '' ? 'bucket' : 'object';
  const subresource = [...subresources, ...others].find((name) => call.query.has(name)) ?? '';
  const copy = call.request.headers['x-amz-copy-source'] !== undefined && subresource === '' ? ' copy' : '';
  const name = `${call.request.method} ${level} ${subresource}${copy}`.trim();
  const operation = operations[name];
  if (!operation) throw notImplemented(`operation '${name}'`);
  return operation;
}

const put = (act: Operation): Known => ({ right: 's3:PutObject', act });
const get = (act: Operation): Known => ({ right: 's3:GetObject', act });
const list = (act: Operation): Known => ({ right: 's3:ListBucket', act });

const operations: Readonly<Record<string, Known>> = {
  'PUT object': put(putObject),
  'PUT object  copy': put(copyObject),
  'GET object': get(getObject),
  'HEAD object': get(headObject),
  'DELETE object': { right: 's3:DeleteObject', act: deleteObject },
  'POST object uploads': put(createMultipartUpload),
  'PUT object uploadId': put(uploadPart),
  'POST object uploadId': put(completeMultipartUpload),
  'DELETE object uploadId': { right: 's3:AbortMultipartUpload', act: abortMultipartUpload },
  'GET bucket': list(listObjects),
  'POST bucket delete': { right: undefined, act: deleteObjects },
  // It is there, or the call would not have come so far.
  'HEAD bucket': list(async (call) => sendEmpty(call, 200, { 'x-amz-bucket-region': call.bucket.region })),
};
