import { objectsOrigin } from '#aws/objects/origin.ts';
import { readEnvironment } from '#functions/services/environment.ts';
import page from '../../console/page.json' with { type: 'json' };

/**
 * The console, and the headers it is sent with: it runs the script that is in it alone, calls the API it came from, and
 * fetches nothing else but audio from the buckets of this deployment.
 */
export function consolePage(variables: NodeJS.ProcessEnv): { body: string; headers: Record<string, string> } {
  const { regions, objectsBucket } = readEnvironment(variables).names;
  const endpoint = variables['AWS_ENDPOINT_URL_S3'];
  const objects = [...new Set(regions.map((region) => objectsOrigin(objectsBucket, region, endpoint)))];
  const policy = [
    "default-src 'none'",
    `script-src '${page.scriptHash}'`,
    `style-src '${page.styleHash}'`,
    'img-src data:',
    `connect-src 'self' ${objects.join(' ')}`,
    `media-src ${objects.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ];
  return {
    body: page.html,
    headers: {
      'content-security-policy': policy.join('; '),
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-cache',
    },
  };
}
