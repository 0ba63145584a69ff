import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type LocalDeployment, startLocal } from '#local/deployment.ts';
import { temporaryFolder } from './engines.ts';

// Two starts one after the other, on machines that may have other things to do.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const folder = temporaryFolder();
const domains = JSON.stringify({
  'eu-west-1': {
    name: 'audio.example.org',
    certificateArn: 'arn:aws:acm:eu-west-1:000000000000:certificate/1',
  },
});
const context = { regions: 'eu-west-1', stage: 'test', domains, capacity: 'provisioned' };

describe('a deployment with another stage, a domain and provisioned tables', () => {
  let local: LocalDeployment;
  beforeAll(async () => {
    local = await startLocal({ data: join(folder.path, 'data'), port: 0, log: () => {}, context });
  });
  afterAll(async () => {
    await local?.close();
    folder.remove();
  });

  const call = async (path: string, form?: Record<string, string>) => {
    const answer = await fetch(`${local.endpoints['eu-west-1']}${path}`, {
      headers: { authorization: `Bearer ${local.token}` },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    return JSON.parse(await answer.text());
  };

  it('runs here, and its links and down_url name the domain', async () => {
    const bucket = { name: 'Songs', type: 'File', region: 'eu-west-1' };
    const { data } = await call('/api/buckets', bucket);
    const page = await call('/api/buckets');
    expect(page.links.first).toMatch(/^https:\/\/audio\.example\.org\/api\/buckets\?/);
    const dump = await vi.waitUntil(
      async () => {
        const answer = await call(`/api/buckets/${data.id}/dump`);
        return answer.status === 1 && answer;
      },
      { timeout: 60_000, interval: 200 },
    );
    expect(dump.down_url).toMatch(/^https:\/\/audio\.example\.org\/api\/buckets\//);
  });

  it('tells in a sentence what is wrong with a setting', async () => {
    const wrong = startLocal({
      data: join(folder.path, 'wrong'),
      port: 0,
      log: () => {},
      context: { stage: 'A' },
    });
    await expect(wrong).rejects.toThrow('context "stage": "A" will not do: it must be at most 16');
  });
});
