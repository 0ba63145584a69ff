import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Access } from '#infra/access.ts';
import { bucketArn, queueArn, tableArn } from '#infra/arns.ts';
import { dumpsQueue, indexTable, recordingsQueue, recordsTable } from '#infra/names.ts';

/** Lets `role` do what `access` names, in each of `regions`. */
export function grantAccess(role: Role, access: Access, regions: readonly string[]): void {
  const allow = (actions: readonly string[] | undefined, arn: (region: string) => string) => {
    if (actions === undefined) return;
    role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: regions.map(arn) }));
  };

  allow(access.records, (region) => tableArn(role, region, recordsTable));
  allow(access.index, (region) => tableArn(role, region, indexTable));
  allow(access.dumps, (region) => queueArn(role, region, dumpsQueue));
  allow(access.recordings, (region) => queueArn(role, region, recordingsQueue));

  for (const [prefix, actions] of Object.entries(access.objects ?? {})) {
    allow(actions, (region) => `${bucketArn(role, region)}/${prefix}*`);
    for (const region of regions) {
      Validations.of(role).acknowledge({
        // cdk-nag's spelling of an account that is not known yet.
        id: `AwsSolutions-IAM5[Resource::${bucketArn(role, region).replace(Stack.of(role).account, '<AWS::AccountId>')}/${prefix}*]`,
        reason: 'Object keys are ids made at run time; the grant ends at the prefix.',
      });
    }
  }
  // With no condition on the prefix: a GET carries none to compare.
  if (access.findsMissing) allow(['s3:ListBucket'], (region) => bucketArn(role, region));
}
