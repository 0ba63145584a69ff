import type { Node } from 'constructs';
import { regionNames } from '#domain/regions.ts';

/** What a deployer may choose, from cdk.json or `-c key=value`. */
export interface Settings {
  /** The regions that get a stack. */
  readonly regions: readonly string[];
  /** Continuous backups of the tables, 35 days back. */
  readonly pointInTimeRecovery: boolean;
  /** DynamoDB refuses to delete the tables. */
  readonly deletionProtection: boolean;
  /** Removing a stack removes its tables and objects too. */
  readonly destroyData: boolean;
  /** Alarms are mailed here, when set. */
  readonly alarmEmail?: string;
}

/** What the deployer can put right; the message says how. */
export class WrongSetting extends Error {
  constructor(key: string, sentence: string) {
    super(`context "${key}": ${sentence}`);
  }
}

/** Throws WrongSetting. */
export function readSettings(node: Node): Settings {
  const alarmEmail = text(node, 'alarmEmail');
  const destroyData = flag(node, 'destroyData', false);
  return {
    regions: regions(node),
    pointInTimeRecovery: flag(node, 'pointInTimeRecovery', true),
    // A table that is to go with its stack must not refuse to go.
    deletionProtection: flag(node, 'deletionProtection', true) && !destroyData,
    destroyData,
    ...(alarmEmail === undefined ? {} : { alarmEmail }),
  };
}

function regions(node: Node): string[] {
  const value: unknown = node.getContext('regions');
  // `-c regions=a,b` arrives as text, cdk.json holds a list.
  const list = (Array.isArray(value) ? value.map(String) : String(value).split(',')).map((name) =>
    name.trim(),
  );
  const wrong = list.find((name) => !regionNames.includes(name));
  if (wrong !== undefined) {
    const known = regionNames.join(', ');
    throw new WrongSetting(
      'regions',
      `${JSON.stringify(wrong)} is no region Refrain knows. It knows: ${known}.`,
    );
  }
  const twice = list.find((name, place) => list.indexOf(name) < place);
  if (twice !== undefined)
    throw new WrongSetting('regions', `${twice} is named twice: name each region once.`);
  return list;
}

function flag(node: Node, key: string, otherwise: boolean): boolean {
  const value: unknown = node.tryGetContext(key) ?? otherwise;
  if (value !== true && value !== false && value !== 'true' && value !== 'false')
    throw new WrongSetting(key, `${JSON.stringify(value)} will not do: it must be true or false.`);
  return value === true || value === 'true';
}

function text(node: Node, key: string): string | undefined {
  const value: unknown = node.tryGetContext(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}
