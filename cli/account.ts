import type { Names } from '#infra/names.ts';
import { deploymentOptions, namesFor } from './deployed.ts';
import { Refusal } from './refusal.ts';

/** The options of a command that works on an account in one region of a deployment. */
export const accountOptions = {
  ...deploymentOptions,
  uid: { type: 'string', default: '1' },
} as const;

/** What they tell. Throws Refusal when no region is named, or the account is none. */
export function accountOf(
  command: string,
  { region, stage, uid }: { region?: string; stage?: string; uid: string },
): { region: string; uid: number; names: Names } {
  if (!region) throw new Refusal(`name a region of the deployment: refrain ${command} --region eu-west-1`);
  if (!/^[1-9]\d{0,14}$/.test(uid)) throw new Refusal('--uid is the number of an account, from 1');
  return { region, uid: Number(uid), names: namesFor(stage) };
}
