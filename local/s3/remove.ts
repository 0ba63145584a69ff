import { AccessDenied } from '../iam/authority.ts';
import { type Call, readXml, sendEmpty, sendXml } from './call.ts';
import { S3Error } from './error.ts';
import { elements, tag, text } from './xml.ts';

/** DeleteObject: what is not there is deleted too. */
export async function deleteObject(call: Call): Promise<void> {
  await call.store.objects.delete(call.bucket.name, call.key);
  sendEmpty(call, 204);
}

/** DeleteObjects: up to 1,000 keys, each with a right of its own. */
export async function deleteObjects(call: Call): Promise<void> {
  const xml = await readXml(call);
  const keys = elements(xml, 'Object').flatMap((object) => text(object, 'Key') ?? []);
  if (keys.length === 0 || keys.length > 1000) {
    throw new S3Error(400, 'MalformedXML', 'A multi-object delete names 1 to 1000 keys.');
  }
  const quiet = text(xml, 'Quiet') === 'true';
  const results: string[] = [];
  for (const key of keys) {
    try {
      call.needs('s3:DeleteObject', `${call.bucket.name}/${key}`);
      await call.store.objects.delete(call.bucket.name, key);
      if (!quiet) results.push(`<Deleted>${tag('Key', key)}</Deleted>`);
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
      results.push(
        `<Error>${tag('Key', key)}${tag('Code', 'AccessDenied')}${tag('Message', error.message)}</Error>`,
      );
    }
  }
  sendXml(call, 'DeleteResult', results.join(''));
}
