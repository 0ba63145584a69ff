import { openDeployment } from '#aws/deployment.ts';
import { accountOf } from '#aws/tokens/account.ts';
import type { Deployment } from '#domain/ports/deployment.ts';
import { type Names, objectsBucketOf, recordsTableIn } from '#infra/names.ts';
import { WrongSetting } from '#infra/setting.ts';
import { readNames } from '#infra/settings.ts';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { Refusal } from '../refusal.ts';

/** Which deployment is meant, and where of it. */
export interface Place {
  readonly region: string;
  readonly stage?: string | undefined;
  readonly json?: true | undefined;
}

/** What the deployment is called by cdk.json, which is what was deployed, or by the stage that is named. Throws Refusal. */
export function namesFor(stage: string | undefined): Names {
  const context = new Map<string, unknown>(Object.entries(cdkJson.context));
  if (stage !== undefined) context.set('stage', stage);
  try {
    return readNames((key) => context.get(key));
  } catch (error) {
    if (!(error instanceof WrongSetting)) throw error;
    throw new Refusal(error.message);
  }
}

/** One region of the deployment with the caller's own AWS credentials; its records alone, no objects. */
export function recordsIn(names: Names, region: string): Deployment {
  // An objects bucket's name takes the account's number, which making a token need not ask for.
  return openDeployment({ ...names, objectsBucket: '', regions: [region] }, region);
}

/** The same, with its objects: long fingerprints are among them. */
export async function deployedIn(names: Names, region: string): Promise<Deployment> {
  const objectsBucket = objectsBucketOf(names, await accountOf(recordsTableIn(names, region), region));
  return openDeployment({ ...names, objectsBucket, regions: [region] }, region);
}
