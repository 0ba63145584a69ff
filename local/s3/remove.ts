import { type Call, readXml, sendEmpty, sendXml } from './call.ts';
import { S3Error } from './error.ts';
import { elements, tag, text } from './xml.ts';

/** DeleteObject: what is not there is deleted too. */
export async function deleteObject(call: Call): Promise<void> {
  await call.store.objects.delete(call.bucket.name, call.key);
  sendEmpty(call, 204);
}

/** DeleteObjects: up to 1,000 keys. */
export async function deleteObjects(call: Call): Promise<void> {
  const xml = await readXml(call);
  const keys = elements(xml, 'Object').flatMap((object) => text(object, 'Key') ?? []);
  if (keys.length === 0 || keys.length > 1000) {
    throw new S3Error(400, 'MalformedXML', 'A multi-object delete names 1 to 1000 keys.');
  }
  for (const key of keys) await call.store.objects.delete(call.bucket.name, key);
  const quiet = text(xml, 'Quiet') === 'true';
  sendXml(
    call,
    'DeleteResult',
    quiet ? '' : keys.map((key) => `<Deleted>${tag('Key', key)}</Deleted>`).join(''),
  );
}
