import { type Call, sendXml } from './call.ts';
import type { StoredObject } from './stored-object.ts';
import { tag } from './xml.ts';

interface Page {
  readonly objects: StoredObject[];
  readonly prefixes: string[];
  /** Where the next page goes on; undefined on the last one. */
  readonly next: string | undefined;
}

/** ListObjectsV2. */
export async function listObjects(call: Call): Promise<void> {
  const parameter = (name: string): string => call.query.get(name) ?? '';
  const token = parameter('continuation-token');
  const after = token ? Buffer.from(token, 'base64url').toString('utf8') : parameter('start-after');
  const limit = Math.min(1000, Math.max(0, Number(call.query.get('max-keys') ?? 1000)));
  const page = pageOf(call, parameter('prefix'), parameter('delimiter'), after, limit);

  const spelt = parameter('encoding-type') === 'url' ? encodeURIComponent : (text: string) => text;
  const contents = page.objects.map(
    (object) =>
      `<Contents>${tag('Key', spelt(object.key))}${tag('LastModified', new Date(object.modified).toISOString())}` +
      `${tag('ETag', `"${object.etag}"`)}${tag('Size', object.size)}${tag('StorageClass', 'STANDARD')}</Contents>`,
  );
  const prefixes = page.prefixes.map(
    (prefix) => `<CommonPrefixes>${tag('Prefix', spelt(prefix))}</CommonPrefixes>`,
  );
  const head = [
    tag('Name', call.bucket.name),
    tag('Prefix', spelt(parameter('prefix'))),
    tag('MaxKeys', limit),
    tag('KeyCount', page.objects.length + page.prefixes.length),
    tag('IsTruncated', String(page.next !== undefined)),
    page.next === undefined ? '' : tag('NextContinuationToken', Buffer.from(page.next).toString('base64url')),
    parameter('encoding-type') === 'url' ? tag('EncodingType', 'url') : '',
  ];
  sendXml(call, 'ListBucketResult', [...head, ...contents, ...prefixes].join(''));
}

function pageOf(call: Call, prefix: string, delimiter: string, start: string, limit: number): Page {
  const objects: StoredObject[] = [];
  const prefixes: string[] = [];
  let after = start;
  while (limit > 0) {
    const left = limit - objects.length - prefixes.length;
    const rows = call.store.objects.list(call.bucket.name, prefix, after, left + 1);
    if (rows.length === 0) break;
    for (const row of rows) {
      if (objects.length + prefixes.length === limit) return { objects, prefixes, next: after };
      const cut = delimiter ? row.key.indexOf(delimiter, prefix.length) : -1;
      if (cut >= 0) {
        // All keys of this common prefix are one entry: go on behind the last of them.
        const common = row.key.slice(0, cut + delimiter.length);
        prefixes.push(common);
        after = `${common}\u{10ffff}`;
        break;
      }
      objects.push(row);
      after = row.key;
    }
  }
  return { objects, prefixes, next: undefined };
}
