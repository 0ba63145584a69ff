import { z } from 'zod';
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
const route = z.object({ RouteKey: z.string(), Target: z.string().startsWith('integrations/') });

export function checkApi(properties: unknown): void {
  api.parse(properties);
}

/** `propertiesOf` gives the properties of the integration that the route names. */
export function routeDeclaration(
  properties: unknown,
  propertiesOf: (id: string) => unknown,
): RouteDeclaration {
  const { RouteKey, Target } = route.parse(properties);
  const { IntegrationUri, TimeoutInMillis } = integration.parse(
    propertiesOf(Target.replace('integrations/', '')),
  );
  return { key: RouteKey, functionArn: IntegrationUri, timeout: TimeoutInMillis };
}
