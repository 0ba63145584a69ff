import { Refusal } from './refusal.ts';

/** The options of a command that works on an account in one region of a deployment. */
export const accountOptions = {
  region: { type: 'string' },
  uid: { type: 'string', default: '1' },
} as const;

/** What they tell. Throws Refusal when no region is named, or the account is none. */
export function accountOf(
  command: string,
  { region, uid }: { region?: string; uid: string },
): { region: string; uid: number } {
  if (!region) throw new Refusal(`name a region of the deployment: refrain ${command} --region eu-west-1`);
  if (!/^[1-9]\d{0,14}$/.test(uid)) throw new Refusal('--uid is the number of an account, from 1');
  return { region, uid: Number(uid) };
}
