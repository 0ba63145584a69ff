import { regionNames } from '#domain/regions.ts';
import { type Names, namesOf, type RestoredTables } from '#infra/names.ts';
import { amount, choice, flag, type Read, record, text, WrongSetting } from '#infra/setting.ts';

/** What a deployer may choose, from cdk.json or `-c key=value`; docs/deploying.md has the table. */
export interface Settings {
  /** The regions that get a stack. */
  readonly regions: readonly string[];
  /** What everything is called, by the stage. */
  readonly names: Names;
  /** Goes onto every resource. */
  readonly tags: Readonly<Record<string, string>>;
  /** Recordings that are listened to at once, in each region. */
  readonly workers: number;
  /** Requests that the API takes a second, and at once beyond that; to more it answers 429. */
  readonly requestsPerSecond: number;
  readonly requestBurst: number;
  readonly capacity: Capacity;
  /** Continuous backups of the tables, 35 days back. */
  readonly pointInTimeRecovery: boolean;
  /** DynamoDB refuses to delete the tables. */
  readonly deletionProtection: boolean;
  /** Removing a stack removes its tables and objects too. */
  readonly destroyData: boolean;
  /** Where S3 keeps audio that was listened to. */
  readonly audioStorageClass: StorageClass;
  /** False: S3 removes audio some days after it came. */
  readonly keepAudio: boolean;
  /** Alarms are mailed here, when set. */
  readonly alarmEmail?: string;
  /** How long logs are kept. */
  readonly logDays: number;
  /** A region's own domain name for its API, where it has one. */
  readonly domains: Readonly<Record<string, Domain>>;
}

/** How a table is paid for: by the request, or by what it could serve, which follows its use between two limits. */
export type Capacity =
  | { readonly mode: 'on-demand'; readonly warm?: { readonly reads: number; readonly writes: number } }
  | { readonly mode: 'provisioned'; readonly reads: Limits; readonly writes: Limits };

/** Units a second. */
export interface Limits {
  readonly least: number;
  readonly most: number;
}

/** How a region's own domain begins a URL; undefined when it has none. */
export const originOf = ({ domains }: Settings, region: string): string | undefined =>
  domains[region] && `https://${domains[region].name}`;

export interface Domain {
  readonly name: string;
  readonly certificateArn: string;
}

const storageClasses = ['STANDARD', 'INTELLIGENT_TIERING', 'STANDARD_IA', 'GLACIER_IR'] as const;
export type StorageClass = (typeof storageClasses)[number];

/** What CloudWatch takes. */
const retentions = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** Reads all of them with `read`, which answers the context's value for a key. Throws WrongSetting. */
export function readSettings(read: Read): Settings {
  const alarmEmail = text(read, 'alarmEmail', /^[^@\s]+@[^@\s]+$/, 'an address of mail');
  const destroyData = flag(read, 'destroyData', false);
  const regions = readRegions(read);
  return {
    regions,
    names: readNames(read),
    tags: readTags(read),
    workers: amount(read, 'workers', 20, { least: 2, most: 1000 }),
    requestsPerSecond: amount(read, 'requestsPerSecond', 500, { least: 1, most: 10_000 }),
    requestBurst: amount(read, 'requestBurst', 1000, { least: 1, most: 5000 }),
    capacity: readCapacity(read),
    pointInTimeRecovery: flag(read, 'pointInTimeRecovery', true),
    // A table that is to go with its stack must not refuse to go.
    deletionProtection: flag(read, 'deletionProtection', true) && !destroyData,
    destroyData,
    audioStorageClass: choice(read, 'audioStorageClass', storageClasses),
    keepAudio: flag(read, 'keepAudio', true),
    logDays: Number(choice(read, 'logDays', retentions.map(String), '30')),
    domains: readDomains(read, regions),
    ...(alarmEmail !== undefined && { alarmEmail }),
  };
}

/** The names of the stage that is set, if one is. Throws WrongSetting. */
export function readNames(read: Read): Names {
  // Short, since names of buckets are; without a hyphen, since that parts the words of a name.
  const stage = text(
    read,
    'stage',
    /^[a-z][a-z0-9]{0,15}$/,
    'at most 16 small letters and digits, a letter first',
  );
  return namesOf(stage, readRestored(read));
}

function readRestored(read: Read): Record<string, RestoredTables> {
  const example = '{"eu-west-1":{"records":"refrain-records-2"}}';
  return Object.fromEntries(
    Object.entries(record(read, 'restored', example)).map(([region, value]) => {
      const named = Object.entries(Object(value)).map(([table, name]): [string, string] => {
        if (/^(records|index)$/.test(table) && typeof name === 'string' && /^[\w.-]{3,255}$/.test(name))
          return [table, name];
        throw new WrongSetting(
          'restored',
          `${JSON.stringify({ [table]: name })} will not do: it must be the name of records or index, as ${example}.`,
        );
      });
      if (!regionNames.includes(region))
        throw new WrongSetting('restored', `${JSON.stringify(region)} is no region Refrain knows.`);
      return [region, Object.fromEntries(named)];
    }),
  );
}

function readRegions(read: Read): string[] {
  const value: unknown = read('regions') ?? '';
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

function readTags(read: Read): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(read, 'tags', '{"team":"audio"}')).map(([key, value]) => {
      if (typeof value === 'string' && /^[\w .:/=+@-]{1,128}$/.test(key) && value.length <= 256)
        return [key, value];
      throw new WrongSetting('tags', `${JSON.stringify(key)} will not do: names and values must be text.`);
    }),
  );
}

const UNITS = { least: 1, most: 40_000 };

function readCapacity(read: Read): Capacity {
  const mode = choice(read, 'capacity', ['on-demand', 'provisioned']);
  if (mode === 'provisioned')
    return { mode, reads: readLimits(read, 'readUnits'), writes: readLimits(read, 'writeUnits') };
  // DynamoDB takes no less than what a new table has.
  const reads = amount(read, 'warmReads', 12_000, { least: 12_000, most: 1_000_000 });
  const writes = amount(read, 'warmWrites', 4000, { least: 4000, most: 1_000_000 });
  return reads === 12_000 && writes === 4000 ? { mode } : { mode, warm: { reads, writes } };
}

function readLimits(read: Read, key: string): Limits {
  const value =
    text(read, key, /^\d+-\d+$/, 'the least and the most units a second, as 25-4000') ?? '25-4000';
  const [least = 0, most = 0] = value.split('-').map(Number);
  if (least >= UNITS.least && least <= most && most <= UNITS.most) return { least, most };
  throw new WrongSetting(
    key,
    `${JSON.stringify(value)} will not do: it must be the least and the most units a second, from ${UNITS.least} to ${UNITS.most}.`,
  );
}

function readDomains(read: Read, regions: readonly string[]): Record<string, Domain> {
  const example = '{"eu-west-1":{"name":"audio.example.org","certificateArn":"arn:aws:acm:eu-west-1:…"}}';
  return Object.fromEntries(
    Object.entries(record(read, 'domains', example)).map(([region, value]) => {
      if (!regions.includes(region))
        throw new WrongSetting('domains', `${region} is not among the regions: ${regions.join(', ')}.`);
      const { name, certificateArn } = Object(value);
      const isName = typeof name === 'string' && /^([a-z0-9-]+\.)+[a-z]{2,}$/.test(name);
      const isCertificate =
        typeof certificateArn === 'string' && certificateArn.startsWith(`arn:aws:acm:${region}:`);
      if (isName && isCertificate) return [region, { name, certificateArn }];
      throw new WrongSetting(
        'domains',
        `the one of ${region} needs a name and the ARN of a certificate in ${region}, as ${example}.`,
      );
    }),
  );
}
