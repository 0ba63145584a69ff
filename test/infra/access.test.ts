import { describe, expect, it } from 'vitest';
import { isProgramName, programs } from '#infra/programs.ts';
import { judge } from '#local/iam/judge.ts';
import { readTemplate } from '#local/template/read.ts';
import { templateOf } from './synthesis.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

const template = templateOf();
const names = Object.keys(programs).filter(isProgramName);

/** What the function's role may do, ARNs as text: references as JSON. */
function rightsOf(name: string): { action: string; resource: string }[] {
  const [fn] = Object.values(
    template.findResources('AWS::Lambda::Function', { Properties: { FunctionName: `refrain-${name}` } }),
  );
  const roleId: string = fn?.Properties.Role['Fn::GetAtt'][0];
  const role = template.findResources('AWS::IAM::Role')[roleId];
  expect(role?.Properties.ManagedPolicyArns, `${name}: managed policies`).toBeUndefined();
  return Object.values(template.findResources('AWS::IAM::Policy'))
    .filter((policy) => JSON.stringify(policy.Properties.Roles).includes(`"${roleId}"`))
    .flatMap((policy): Statement[] => policy.Properties.PolicyDocument.Statement)
    .flatMap(({ Action, Resource }) =>
      [Action]
        .flat()
        .flatMap((action) =>
          [Resource].flat().map((resource) => ({ action, resource: JSON.stringify(resource) })),
        ),
    );
}

const rights = new Map(names.map((name) => [name, rightsOf(name)]));
/** The functions that have any right on resources whose ARN holds `part`. */
const reaching = (part: string) =>
  names.filter((name) => rights.get(name)?.some(({ resource }) => resource.includes(part)));

describe('access', () => {
  it.each(names)('%s has no wildcard action and no wildcard but the end of an object prefix', (name) => {
    for (const { action, resource } of rights.get(name) ?? []) {
      expect(action).not.toContain('*');
      expect(resource).toMatch(/^[^*]*$|-[a-z]+-[a-z]+-\d\/(inbox|audio|fingerprints|dumps)\/\*"\]\]\}$/);
    }
  });

  it('reaches each store from the functions that need it, and no others', () => {
    expect(reaching('table/refrain-records')).toEqual(
      names.filter((name) => !['health', 'description'].includes(name)),
    );
    expect(reaching('table/refrain-index')).toEqual([
      'files',
      'dedup-files',
      'duplicates',
      'identify',
      'default',
      'fingerprint',
      'sweeper',
    ]);
    expect(reaching(':s3:::')).toEqual([
      'files',
      'uploads',
      'dedup-files',
      'dumps',
      'duplicates',
      'identify',
      'default',
      'fingerprint',
      'dump',
      'sweeper',
    ]);
    expect(reaching(':refrain-dumps')).toEqual(['dumps', 'default', 'dump', 'sweeper']);
    expect(reaching(':refrain-recordings')).toEqual(['files', 'default', 'sweeper']);
  });

  it('lets those hold records as they are that change groups or contend for an entry', () => {
    const holding = names.filter((name) =>
      rights.get(name)?.some(({ action }) => action === 'dynamodb:ConditionCheckItem'),
    );
    expect(holding).toEqual(['files', 'dedup-files', 'default', 'fingerprint', 'sweeper']);
  });

  it.each(['health', 'description'] as const)('%s may write its log and nothing else', (name) => {
    expect(rights.get(name)?.map(({ action }) => action)).toEqual([
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
  });

  it('reaches every region alike', () => {
    const regions = ['eu-west-1', 'us-west-2', 'ap-southeast-1'];
    for (const name of names) {
      const regional = (region: string) =>
        (rights.get(name) ?? [])
          .filter(({ resource }) => resource.includes(region))
          .map(({ action, resource }) => `${action} ${resource.replaceAll(region, 'region')}`)
          .toSorted();
      for (const region of regions) expect(regional(region)).toEqual(regional('eu-west-1'));
    }
  });

  it('signs an upload with the right to put and nothing more', () => {
    const s3 = rights.get('uploads')?.filter(({ action }) => action.startsWith('s3:'));
    expect(new Set(s3?.map(({ action }) => action))).toEqual(new Set(['s3:PutObject']));
  });

  it('reads, writes and removes audio where it is downloaded, moved or deleted, and nowhere else', () => {
    expect(reaching('/audio/*')).toEqual(['files', 'default', 'fingerprint', 'sweeper']);
    for (const name of ['files', 'fingerprint', 'sweeper'] as const) {
      const actions = rights.get(name)?.filter(({ resource }) => resource.includes('/audio/*'));
      expect(new Set(actions?.map(({ action }) => action))).toEqual(
        new Set(['s3:GetObject', 's3:PutObject', 's3:AbortMultipartUpload', 's3:DeleteObject']),
      );
    }
  });

  it('lists objects only where a missing one must be told from a forbidden one', () => {
    const listing = names.filter((name) =>
      rights.get(name)?.some(({ action }) => action === 's3:ListBucket'),
    );
    expect(listing).toEqual([
      'files',
      'dedup-files',
      'dumps',
      'duplicates',
      'identify',
      'default',
      'fingerprint',
      'dump',
      'sweeper',
    ]);
  });

  it('grants nothing twice: without the one statement that names it, each right is refused', () => {
    const site = { region: 'eu-west-1', stack: 'refrain-eu-west-1', apiUrl: 'https://api.example.org' };
    for (const { name, role, rights } of readTemplate(template.toJSON(), site).functions) {
      for (const { Action, Resource } of rights) {
        for (const [action, resource] of Action.flatMap((each) =>
          Resource.map((one) => [each, one] as const),
        )) {
          const deed = {
            principal: ['AWS', role],
            action,
            resource: resource.replace('*', 'any'),
            context: {},
          } as const;
          const less = rights.filter(
            (each) => !(each.Action.includes(action) && each.Resource.includes(resource)),
          );
          expect(judge(deed, rights, []).allowed).toBe(true);
          expect(judge(deed, less, []).allowed, `${name} ${action} ${resource}`).toBe(false);
        }
      }
    }
  });

  it('fits the 10,240 characters of a role', () => {
    for (const policy of Object.values(template.findResources('AWS::IAM::Policy')))
      expect(JSON.stringify(policy.Properties.PolicyDocument).length).toBeLessThan(10_240);
  });
});
