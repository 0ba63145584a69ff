import type { LocalFile } from './run/local-file.ts';

/** What a newcomer reads when the deployment answers. */
export function greeting({ endpoints, token }: LocalFile, seconds: number): string {
  const regions = Object.entries(endpoints).map(([region, url]) => `  ${region.padEnd(16)} ${url}`);
  const [region = '', url = ''] = Object.entries(endpoints)[0] ?? [];
  return `
Refrain runs here (ready after ${seconds.toFixed(1)} s):

${regions.join('\n')}

  token            ${token}

Try it:

  curl ${url}/api/health

  curl -X POST ${url}/api/buckets -H 'Authorization: Bearer ${token}' -d name=music -d region=${region} -d type=File

  curl -X POST ${url}/api/buckets/BUCKET_ID/files -H 'Authorization: Bearer ${token}' -F file=@song.mp3

Ctrl-C ends it; what was sent stays.
`;
}
