import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { stacksOf, synthesise } from './synthesis.ts';

/** What cdk-nag finds in an app, as "rule: where". */
function findings(app: ReturnType<typeof synthesise>): string[] {
  app.synth();
  return new AwsSolutionsChecks(app)
    .validateScope(app)
    .violations.flatMap(({ ruleName, violatingResources }) =>
      violatingResources.map(({ constructPath }) => `${ruleName}: ${constructPath}`),
    );
}

describe('cdk-nag', () => {
  it.each([
    {},
    { regions: 'eu-west-1' },
    { destroyData: true, pointInTimeRecovery: false, alarmEmail: 'owner@example.org' },
  ])('has nothing to say about %o', (context) => {
    expect(findings(synthesise(context))).toEqual([]);
  });

  it('would speak', () => {
    const app = synthesise({ regions: 'eu-west-1' });
    for (const stack of stacksOf(app)) new CfnBucket(stack, 'Planted');
    expect(findings(app)).toContain('AwsSolutions-S10: refrain-eu-west-1/Planted');
  });
});
