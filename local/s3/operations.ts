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

/** Which operation a request is, by method, level and subresource. */
export function operationOf(call: Call): Operation {
  const level = call.key === '' ? 'bucket' : 'object';
  const subresource = [...subresources, ...others].find((name) => call.query.has(name)) ?? '';
  const copy = call.request.headers['x-amz-copy-source'] !== undefined && subresource === '' ? ' copy' : '';
  const name = `${call.request.method} ${level} ${subresource}${copy}`.trim();
  const operation = operations[name];
  if (!operation) throw notImplemented(`operation '${name}'`);
  return operation;
}

const operations: Readonly<Record<string, Operation>> = {
  'PUT object': putObject,
  'PUT object  copy': copyObject,
  'GET object': getObject,
  'HEAD object': headObject,
  'DELETE object': deleteObject,
  'POST object uploads': createMultipartUpload,
  'PUT object uploadId': uploadPart,
  'POST object uploadId': completeMultipartUpload,
  'DELETE object uploadId': abortMultipartUpload,
  'GET bucket': listObjects,
  'POST bucket delete': deleteObjects,
  // It is there, or the call would not have come so far.
  'HEAD bucket': async (call) => sendEmpty(call, 200, { 'x-amz-bucket-region': call.bucket.region }),
};
