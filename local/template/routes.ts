import { z } from 'zod';
import { account } from '../credentials.ts';
import type { RouteDeclaration } from './declarations.ts';

const api = z.object({
  ProtocolType: z.literal('HTTP', 'only HTTP APIs are known here'),
  CorsConfiguration: z.never('CORS of an HTTP API is not known here').optional(),
});
const integration = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z.number().default(30_000),
});
// Another stage would stand before every path.
const stage = z.object({ StageName: z.literal('$default', 'only the stage $default is known here') });
const route = z.object({
  ApiId: z.string(),
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/'),
});

export function checkApi(properties: unknown): void {
  api.parse(properties);
}

export function checkStage(properties: unknown): void {
  stage.parse(properties);
}

/** `propertiesOf` gives the properties of the integration that the route names. */
export function routeDeclaration(
  region: string,
  properties: unknown,
  propertiesOf: (id: string) => unknown,
): Omit<RouteDeclaration, 'permitted'> & { arn: string } {
  const { ApiId, RouteKey, Target } = route.parse(properties);
  const { IntegrationUri, TimeoutInMillis } = integration.parse(
    propertiesOf(Target.replace('integrations/', '')),
  );
  // As API Gateway calls a function for it: `GET /a/{b}` as GET/a/{b}, $default as itself.
  const arn = `arn:aws:execute-api:${region}:${account}:${ApiId}/$default/${RouteKey.replace(' ', '')}`;
  return { key: RouteKey, arn, functionArn: IntegrationUri, timeout: TimeoutInMillis };
}
