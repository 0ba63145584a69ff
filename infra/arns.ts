import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { objectsBucketOf } from '#infra/names.ts';

/** The start of every region's bucket name, in the account that is deployed to. */
export const objectsBucketPrefix = (scope: Construct) => objectsBucketOf(Stack.of(scope).account);

export const tableArn = (scope: Construct, region: string, resourceName: string) =>
  Stack.of(scope).formatArn({ service: 'dynamodb', region, resource: 'table', resourceName });

export const queueArn = (scope: Construct, region: string, resource: string) =>
  Stack.of(scope).formatArn({ service: 'sqs', region, resource });

export const bucketArn = (scope: Construct, region: string) =>
  Stack.of(scope).formatArn({
    service: 's3',
    region: '',
    account: '',
    resource: `${objectsBucketPrefix(scope)}-${region}`,
  });
