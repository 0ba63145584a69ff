import { receive } from './body.ts';
import { type Call, readXml, refuseUnknownHeaders, sendEmpty, sendXml } from './call.ts';
import { notImplemented, S3Error } from './error.ts';
import { checksumHeader, conditionsOf, keptHeaders } from './put.ts';
import { etagOfParts, type Part, type Upload } from './uploads.ts';
import { elements, tag, text } from './xml.ts';

const smallestPart = 5 * 1024 ** 2;

export async function createMultipartUpload(call: Call): Promise<void> {
  refuseUnknownHeaders(call);
  const id = call.store.uploads.begin(call.bucket.name, call.key, JSON.stringify(keptHeaders(call)));
  sendXml(
    call,
    'InitiateMultipartUploadResult',
    tag('Bucket', call.bucket.name) + tag('Key', call.key) + tag('UploadId', id),
  );
}

export async function uploadPart(call: Call): Promise<void> {
  if (call.request.headers['x-amz-copy-source']) throw notImplemented('UploadPartCopy');
  const upload = uploadOf(call);
  const number = Number(call.query.get('partNumber'));
  if (!Number.isInteger(number) || number < 1 || number > 10_000) {
    throw new S3Error(
      400,
      'InvalidArgument',
      'Part number must be an integer between 1 and 10000, inclusive',
    );
  }
  const received = await receive(call);
  // It may have been completed or aborted while the part was on its way.
  uploadOf(call);
  await call.store.uploads.keep(upload, number, received);
  sendEmpty(call, 200, { etag: `"${received.etag}"`, ...checksumHeader(received.checksum) });
}

export async function completeMultipartUpload(call: Call): Promise<void> {
  const { store, bucket, key } = call;
  const upload = uploadOf(call);
  const parts = chosenParts(store.uploads.parts(upload.id), await readXml(call));
  const etag = etagOfParts(parts);
  store.objects.check(bucket.name, key, conditionsOf(call));
  const object = {
    bucket: bucket.name,
    key,
    blob: await store.uploads.join(parts),
    size: parts.reduce((sum, part) => sum + part.size, 0),
    etag,
    modified: Date.now(),
    headers: upload.headers,
    checksum: null,
  };
  const all = store.uploads.parts(upload.id);
  await store.objects.commit(object, 'CompleteMultipartUpload', conditionsOf(call), () => {
    uploadOf(call);
    store.uploads.forget(upload.id);
  });
  await store.uploads.removeBlobs(all);
  store.outbox.wake();
  const location = `http://${call.request.headers.host}/${bucket.name}/${encodeURIComponent(key)}`;
  sendXml(
    call,
    'CompleteMultipartUploadResult',
    tag('Location', location) + tag('Bucket', bucket.name) + tag('Key', key) + tag('ETag', `"${etag}"`),
  );
}

export async function abortMultipartUpload(call: Call): Promise<void> {
  const upload = uploadOf(call);
  const parts = call.store.uploads.parts(upload.id);
  call.store.uploads.forget(upload.id);
  await call.store.uploads.removeBlobs(parts);
  sendEmpty(call, 204);
}

function uploadOf(call: Call): Upload {
  return call.store.uploads.get(call.query.get('uploadId') ?? '', call.bucket.name, call.key);
}

/** The parts that the request lists, in its order, which must be ascending. */
function chosenParts(stored: readonly Part[], xml: string): Part[] {
  const listed = elements(xml, 'Part').map((part) => ({
    number: Number(text(part, 'PartNumber')),
    etag: (text(part, 'ETag') ?? '').replaceAll('"', ''),
  }));
  if (listed.length === 0) throw new S3Error(400, 'MalformedXML', 'You must specify at least one part');
  const chosen = listed.map(({ number, etag }, i) => {
    const before = listed[i - 1];
    if (before && before.number >= number) {
      throw new S3Error(400, 'InvalidPartOrder', 'The list of parts was not in ascending order.');
    }
    const part = stored.find((candidate) => candidate.number === number && candidate.etag === etag);
    if (!part)
      throw new S3Error(400, 'InvalidPart', 'One or more of the specified parts could not be found.');
    return part;
  });
  if (chosen.slice(0, -1).some((part) => part.size < smallestPart)) {
    throw new S3Error(400, 'EntityTooSmall', 'Your proposed upload is smaller than the minimum allowed size');
  }
  return chosen;
}
