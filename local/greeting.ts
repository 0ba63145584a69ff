import { join } from 'node:path';
import type { LocalFile } from './run/local-file.ts';

/** What a newcomer reads when the deployment answers: where it is, and three lines that work as they stand. */
export function greeting({ endpoints, token, data }: LocalFile & { data: string }, seconds: number): string {
  const regions = Object.entries(endpoints).map(([region, url]) => `  ${region.padEnd(16)} ${url}`);
  const [region = '', url = ''] = Object.entries(endpoints)[0] ?? [];
  const authorized = `curl -H 'Authorization: Bearer ${token}' ${url}`;
  return `
Refrain runs here (ready after ${seconds.toFixed(1)} s):

${regions.join('\n')}

  token            ${token}
  data             ${data}

Is it well? Make a bucket of unique recordings; see your buckets:

  curl ${url}/api/health

  ${authorized}/api/buckets -d name=Catalogue -d type=DedupFile -d region=${region}

  ${authorized}/api/buckets

The README goes on from there ("The main job"), in a second terminal, with

  API=${url}
  AUTH="Authorization: Bearer $(node -p 'require("${join(data, 'local.json')}").token')"

${url}/console shows all of it in the browser; ${url}/docs describes every route.
Ctrl-C ends it; what was sent stays.
`;
}
