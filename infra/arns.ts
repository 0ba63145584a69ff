import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** The start of every region's bucket name: S3 names are global, the account makes ours unique. */
export const objectsBucketPrefix = (scope: Construct) => `refrain-${Stack.of(scope).account}`;

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
