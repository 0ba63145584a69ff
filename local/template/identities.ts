import { account } from '../credentials.ts';
import { queueArn } from '../sqs/queue.ts';

/** What a template may ask of a resource by Ref and Fn::GetAtt. */
export interface Identity {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Site {
  readonly region: string;
  readonly stack: string;
  /** Where the region's API answers. */
  readonly apiUrl: string;
}

type Properties = Readonly<Record<string, unknown>>;

/** Names, ARNs and addresses of the resources that are made here; undefined for every other type. */
export function identityOf(
  type: string,
  id: string,
  properties: Properties,
  site: Site,
): Identity | undefined {
  const { region } = site;
  const named = (property: string): string => String(properties[property] ?? `${site.stack}-${id}`);
  switch (type) {
    case 'AWS::DynamoDB::Table':
    case 'AWS::DynamoDB::GlobalTable': {
      const name = named('TableName');
      return { ref: name, attributes: { Arn: `arn:aws:dynamodb:${region}:${account}:table/${name}` } };
    }
    case 'AWS::S3::Bucket': {
      const name = named('BucketName').toLowerCase().slice(0, 63);
      const domain = `${name}.s3.${region}.amazonaws.com`;
      return {
        ref: name,
        attributes: { Arn: `arn:aws:s3:::${name}`, DomainName: domain, RegionalDomainName: domain },
      };
    }
    case 'AWS::SQS::Queue': {
      const name = named('QueueName');
      const url = `https://sqs.${region}.amazonaws.com/${account}/${name}`;
      return { ref: url, attributes: { Arn: queueArn(region, name), QueueName: name, QueueUrl: url } };
    }
    case 'AWS::Lambda::Function': {
      const name = named('FunctionName');
      return { ref: name, attributes: { Arn: `arn:aws:lambda:${region}:${account}:function:${name}` } };
    }
    case 'AWS::ApiGatewayV2::Api':
      return { ref: id, attributes: { ApiId: id, ApiEndpoint: site.apiUrl } };
    case 'AWS::ApiGatewayV2::Integration':
      return { ref: id, attributes: { IntegrationId: id } };
    case 'AWS::ApiGatewayV2::Stage':
      return { ref: String(properties.StageName), attributes: {} };
    case 'AWS::Events::Rule':
      return {
        ref: named('Name'),
        attributes: { Arn: `arn:aws:events:${region}:${account}:rule/${named('Name')}` },
      };
    case 'AWS::Scheduler::Schedule': {
      const arn = `arn:aws:scheduler:${region}:${account}:schedule/default/${named('Name')}`;
      return { ref: named('Name'), attributes: { Arn: arn } };
    }
    default:
      return undefined;
  }
}
