import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { routes } from '#api/routes.ts';
import { templateOf } from './synthesis.ts';

const template = templateOf();

/** The entry that a route key leads to, followed through the template: route, integration, function. */
function entryOf(routeKey: string): unknown {
  const [route, ...others] = Object.values(
    template.findResources('AWS::ApiGatewayV2::Route', { Properties: { RouteKey: routeKey } }),
  );
  expect(others, `${routeKey} twice`).toEqual([]);
  const resources = template.toJSON().Resources;
  const integration = resources[route?.Properties.Target['Fn::Join'][1][1].Ref];
  return resources[integration.Properties.IntegrationUri['Fn::GetAtt'][0]].Metadata['refrain:entry'];
}

describe('HTTP API', () => {
  it.each(Object.entries(routes))('route %s leads to its function', (_, { method, path, resource }) => {
    expect(entryOf(`${method} ${path}`)).toBe(`functions/${resource}.ts`);
  });

  it('sends everything else to default', () => {
    expect(entryOf('$default')).toBe('functions/default.ts');
  });

  it('has no route that the table lacks', () => {
    template.resourceCountIs('AWS::ApiGatewayV2::Route', Object.keys(routes).length + 1);
  });

  it('serves at the root, throttled, and logs no path, since a dump’s path is a key', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: Match.anyValue(), ThrottlingBurstLimit: Match.anyValue() },
      AccessLogSettings: {
        DestinationArn: Match.anyValue(),
        Format: Match.not(Match.stringLikeRegexp('context.path')),
      },
    });
  });

  it('may call its functions, and no one else may, but the schedule the sweeper', () => {
    const permissions = Object.values(template.findResources('AWS::Lambda::Permission'));
    const principals = permissions.map(({ Properties: { Principal, SourceArn } }) => [
      Principal,
      SourceArn !== undefined,
    ]);
    const resources = new Set(Object.values(routes).map((route) => route.resource)).size + 1;
    expect(principals.toSorted()).toEqual([
      ...Array.from({ length: resources }, () => ['apigateway.amazonaws.com', true]),
      ['events.amazonaws.com', true],
    ]);
  });
});
