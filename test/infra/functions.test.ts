import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { programs } from '#infra/programs.ts';
import { templateOf } from './synthesis.ts';

const template = templateOf();

describe('functions', () => {
  it.each(Object.entries(programs))('%s runs its entry as declared', (name, program) => {
    const found = Object.values(
      template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: `refrain-${name}` } }),
    );
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({
      Metadata: { 'refrain:entry': program.entry },
      Properties: {
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        MemorySize: program.memory,
        Timeout: program.timeout.toSeconds(),
        Environment: {
          Variables: {
            REFRAIN_REGIONS: 'eu-west-1,us-west-2,ap-southeast-1',
            REFRAIN_RECORDS_TABLE: 'refrain-records',
            REFRAIN_INDEX_TABLE: 'refrain-index',
            REFRAIN_OBJECTS_BUCKET: { 'Fn::Join': ['', ['refrain-', { Ref: 'AWS::AccountId' }]] },
            REFRAIN_RECORDINGS_QUEUE: 'refrain-recordings',
            REFRAIN_DUMPS_QUEUE: 'refrain-dumps',
          },
        },
      },
    });
    expect(existsSync(program.entry)).toBe(true);
  });

  it('answers before the HTTP API gives up', () => {
    for (const { entry, timeout } of Object.values(programs))
      if (!entry.includes('/workers/')) expect(timeout.toSeconds()).toBeLessThan(30);
  });

  it('lets no function download from elsewhere than the public internet', () => {
    expect(JSON.stringify(template.toJSON())).not.toContain('REFRAIN_ALLOWED_HOSTS');
  });

  it('keeps no log for ever', () => {
    const logs = Object.values(template.findResources('AWS::Logs::LogGroup'));
    expect(logs).toHaveLength(Object.keys(programs).length + 1);
    for (const log of logs) expect(log.Properties.RetentionInDays).toBe(30);
  });
});
