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

/** A template may name a function by either. */
export function functionArn(region: string, nameOrArn: string): string {
  return nameOrArn.startsWith('arn:')
    ? nameOrArn
    : `arn:aws:lambda:${region}:${account}:function:${nameOrArn}`;
}

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
      return { ref: name, attributes: { Arn: functionArn(region, name) } };
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
    case 'AWS::IAM::Role': {
      const name = named('RoleName').slice(0, 64);
      return { ref: name, attributes: { Arn: `arn:aws:iam::${account}:role/${name}`, RoleId: id } };
    }
    case 'AWS::SNS::Topic': {
      const name = named('TopicName');
      const arn = `arn:aws:sns:${region}:${account}:${name}`;
      return { ref: arn, attributes: { TopicArn: arn, TopicName: name } };
    }
    case 'AWS::CloudWatch::Alarm': {
      const name = named('AlarmName');
      return {
        ref: name,
        attributes: { Arn: `arn:aws:cloudwatch:${region}:${account}:alarm:${name}` },
      };
    }
    default:
      return undefined;
  }
}
