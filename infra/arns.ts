import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Names, objectsBucketOf } from '#infra/names.ts';

/** The start of every region's bucket name, in the account that is deployed to. */
export const objectsBucketPrefix = (scope: Construct, names: Names) =>
  objectsBucketOf(names, Stack.of(scope).account);

export const tableArn = (scope: Construct, region: string, resourceName: string) =>
  Stack.of(scope).formatArn({ service: 'dynamodb', region, resource: 'table', resourceName });

export const queueArn = (scope: Construct, region: string, resource: string) =>
  Stack.of(scope).formatArn({ service: 'sqs', region, resource });

/** `name` may end in a wildcard. */
export const alarmArn = (scope: Construct, name: string) =>
  Stack.of(scope).formatArn({
    service: 'cloudwatch',
    resource: 'alarm',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

export const bucketArn = (scope: Construct, names: Names, region: string) =>
  Stack.of(scope).formatArn({
    service: 's3',
    region: '',
    account: '',
    resource: `${objectsBucketPrefix(scope, names)}-${region}`,
  });
