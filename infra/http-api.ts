import { CfnOutput, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { AccessLogField, AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  DomainName,
  HttpApi,
  HttpMethod,
  type HttpStage,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { FilterPattern, LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { routes } from '#api/routes.ts';
import type { Functions } from '#infra/functions.ts';
import type { Settings } from '#infra/settings.ts';

interface ApiProps {
  readonly settings: Settings;
  readonly functions: Functions;
}

/** The HTTP API: a route for each row of the route table, and one for everything else. */
export class Api extends Construct {
  readonly stage: HttpStage;
  /** Requests that came too fast: an HTTP API has no metric of those. */
  readonly throttled: Metric;

  constructor(scope: Construct, id: string, { settings, functions }: ApiProps) {
    super(scope, id);
    const integrate = (resource: string) =>
      // One permission a function instead of one a route: a function's policy holds 20 KB.
      new HttpLambdaIntegration(resource, functions.of(resource), { scopePermissionToRoute: false });

    const api = new HttpApi(this, 'Http', {
      apiName: settings.names.prefix,
      createDefaultStage: false,
      // Called for as API/$default/$default, with one part less: the wider permission would not cover it.
      defaultIntegration: new HttpLambdaIntegration('default', functions.of('default')),
    });
    Validations.of(api).acknowledge({
      id: 'AwsSolutions-APIG4',
      reason:
        'Each function authenticates: an authorizer of an HTTP API cannot send the errors of the contract.',
    });

    for (const [resource, rows] of Map.groupBy(Object.values(routes), (route) => route.resource)) {
      const integration = integrate(resource);
      for (const { method, path } of rows)
        api.addRoutes({ path, methods: [HttpMethod[method]], integration });
    }

    const log = new LogGroup(this, 'Log', {
      // Below /aws/vendedlogs/ CloudWatch does not spend its resource policy's 5,120 characters on it.
      logGroupName: `/aws/vendedlogs/${settings.names.prefix}-api`,
      retention: settings.logDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.throttled = log
      .addMetricFilter('Throttled', {
        filterPattern: FilterPattern.stringValue('$.status', '=', '429'),
        metricNamespace: settings.names.metrics,
        metricName: 'ApiThrottled',
        metricValue: '1',
      })
      .metric({ statistic: Stats.SUM });
    const domainName = this.#domain(settings);
    this.stage = api.addStage('Stage', {
      stageName: '$default',
      autoDeploy: true,
      ...(domainName && { domainMapping: { domainName } }),
      throttle: { rateLimit: settings.requestsPerSecond, burstLimit: settings.requestBurst },
      accessLogSettings: {
        destination: new LogGroupLogDestination(log),
        format: AccessLogFormat.custom(
          JSON.stringify({
            requestId: AccessLogField.contextRequestId(),
            time: AccessLogField.contextRequestTimeEpoch(),
            ip: AccessLogField.contextIdentitySourceIp(),
            // Not the path: a dump's path is a key to it.
            route: '$context.routeKey',
            status: AccessLogField.contextStatus(),
            bytes: AccessLogField.contextResponseLength(),
            milliseconds: AccessLogField.contextResponseLatency(),
            error: AccessLogField.contextIntegrationErrorMessage(),
          }),
        ),
      },
    });
  }

  /** The region's own domain, if it has one; its DNS record is the deployer's. */
  #domain({ domains }: Settings): DomainName | undefined {
    const domain = domains[Stack.of(this).region];
    if (domain === undefined) return undefined;
    const declared = new DomainName(this, 'Domain', {
      domainName: domain.name,
      certificate: Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn),
    });
    new CfnOutput(this, 'DomainTarget', {
      value: declared.regionalDomainName,
      description: `What the CNAME record of ${domain.name} must name`,
    });
    return declared;
  }
}
