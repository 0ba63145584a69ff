import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { Access } from '#infra/access.ts';
import { bucketArn, queueArn, tableArn } from '#infra/arns.ts';
import { indexTableIn, recordsTableIn } from '#infra/names.ts';
import type { Settings } from '#infra/settings.ts';

/** Lets `role` do what `access` names, in every region. */
export function grantAccess(role: Role, access: Access, { names, regions }: Settings): void {
  const bucket = (region: string) => bucketArn(role, names, region);
  const allow = (actions: readonly string[] | undefined, arn: (region: string) => string) => {
    if (actions === undefined) return;
    role.addToPolicy(new PolicyStatement({ actions: [...actions], resources: regions.map(arn) }));
  };

  allow(access.records, (region) => tableArn(role, region, recordsTableIn(names, region)));
  allow(access.index, (region) => tableArn(role, region, indexTableIn(names, region)));
  allow(access.dumps, (region) => queueArn(role, region, names.dumpsQueue));
  allow(access.recordings, (region) => queueArn(role, region, names.recordingsQueue));

  for (const [prefix, actions] of Object.entries(access.objects ?? {})) {
    allow(actions, (region) => `${bucket(region)}/${prefix}*`);
    for (const region of regions) {
      Validations.of(role).acknowledge({
        // cdk-nag's spelling of an account that is not known yet.
        id: `AwsSolutions-IAM5[Resource::${bucket(region).replace(Stack.of(role).account, '<AWS::AccountId>')}/${prefix}*]`,
        reason: 'Object keys are ids made at run time; the grant ends at the prefix.',
      });
    }
  }
  // With no condition on the prefix: a GET carries none to compare.
  if (access.findsMissing) allow(['s3:ListBucket'], bucket);
}
