const certificateArn = 'arn:aws:acm:eu-west-1:000000000000:certificate/1';

/** Ways to deploy that differ in what the template holds: one region and three, each setting as it is and otherwise. */
export const optionSets: Record<string, unknown>[] = [
  {},
  { regions: 'eu-west-1' },
  {
    regions: 'eu-west-1',
    destroyData: true,
    pointInTimeRecovery: false,
    alarmEmail: 'owner@example.org',
    stage: 'trial',
    tags: { team: 'audio' },
    capacity: 'provisioned',
    keepAudio: false,
    domains: { 'eu-west-1': { name: 'audio.example.org', certificateArn } },
  },
  {
    deletionProtection: false,
    alarmEmail: 'owner@example.org',
    warmReads: 20_000,
    warmWrites: 8000,
    audioStorageClass: 'GLACIER_IR',
  },
];
