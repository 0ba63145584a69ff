import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { told } from '#api/answers/refusals.ts';
import type { Route } from '#api/route.ts';
import { type Operation, routes } from '#api/routes.ts';
import { NotFound } from '#domain/errors.ts';
import { answering, json } from './http/api.ts';
import { preflight } from './http/cors.ts';

type Event = APIGatewayProxyEventV2;
type Handler = (event: Event, context: Context) => Promise<APIGatewayProxyStructuredResultV2>;
type Resource = (typeof routes)[Operation]['resource'];

/** What answers for each resource; loaded when it is asked for, since few calls come here. */
const entries: Record<Resource, () => Promise<{ handler: Handler }>> = {
  buckets: () => import('./buckets.ts'),
  files: () => import('./files.ts'),
  uploads: () => import('./uploads.ts'),
  'dedup-files': () => import('./dedup-files.ts'),
  dumps: () => import('./dumps.ts'),
  duplicates: () => import('./duplicates.ts'),
  identify: () => import('./identify.ts'),
  tokens: () => import('./tokens.ts'),
  health: () => import('./health.ts'),
  description: () => import('./description.ts'),
};

const rows: readonly Route[] = Object.values(routes);
const patterns = rows.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`),
}));

/**
 * The $default route: what API Gateway knows no route for, since its routes have no slash at their end and a GET
 * does not answer HEAD. The same path in another spelling is answered as itself, all else is 404 or 405.
 */
export const handler: Handler = async (event, context) => {
  const { method } = event.requestContext.http;
  const path = event.rawPath.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '');
  const asked = method === 'HEAD' ? 'GET' : method;
  const found = patterns
    .map(({ route, pattern }) => ({ route, match: pattern.exec(path) }))
    .filter(({ match }) => match);
  const methods = [...new Set(found.map(({ route }) => route.method))];
  // The first of the table counts: those with fewer parameters stand before.
  const chosen = found.find(({ route }) => route.method === asked);
  if (!chosen) return refuse(path, methods)(event, context);
  const { handler } = await entries[chosen.route.resource as Resource]();
  const answer = await handler(
    {
      ...event,
      rawPath: path,
      routeKey: `${asked} ${chosen.route.path}`,
      pathParameters: { ...chosen.match?.groups },
    },
    context,
  );
  return method === 'HEAD' ? { ...answer, body: '', isBase64Encoded: false } : answer;
};

const refuse = (path: string, methods: readonly Route['method'][]) =>
  answering(async ({ rawPath, requestContext }) => {
    const { method } = requestContext.http;
    if (method === 'OPTIONS') return preflight;
    if (path === '/' && (method === 'GET' || method === 'HEAD'))
      return { statusCode: 302, headers: { location: '/docs' }, body: '' };
    if (methods.length === 0) throw new NotFound(`There is nothing at ${rawPath}.`);
    const allow = methods.flatMap((each) => (each === 'GET' ? ['GET', 'HEAD'] : [each])).join(', ');
    return json(405, told(`${method} is not a method of ${rawPath}: use ${allow}.`), { allow });
  });
