import { expect, it } from 'vitest';
import { readTemplate } from '#local/template/read.ts';
import { templateOf } from '../infra/synthesis.ts';
import { readUsedRights } from './granted.ts';

// Of the tests over HTTP that ran just before: run the projects api and contract whole.

/** Rights that no test over HTTP can make use of, each with its reason. */
const unusedFor: Record<string, RegExp> = {
  'Lambda writes the log itself': / logs:(CreateLogStream|PutLogEvents) /,
  'Lambda asks for it when the event source is made': / sqs:GetQueueAttributes /,
  'nothing falls due here, for which a sweep would take its lease; test/aws/sweeping has it':
    /^refrain-sweeper dynamodb:(PutItem|DeleteItem) \S+-records$/,
  'no function dies here, whose records a sweep would read and change; test/aws/files, dumps and duplicates have it':
    /^refrain-sweeper dynamodb:(GetItem|BatchGetItem|UpdateItem|ConditionCheckItem) \S+-records$/,
  'no function dies here, whose postings a sweep would remove; test/faults/crashes has it':
    /^refrain-sweeper dynamodb:\w+ \S+-index$/,
  'no deletion is left half done here; test/aws/files has one':
    /^refrain-sweeper s3:DeleteObject \S+\/(inbox|audio)\//,
  'no move to another region is left half done here, whose audio a sweep would carry; test/aws/files/moves has one':
    /^refrain-sweeper s3:(GetObject|PutObject|AbortMultipartUpload) \S+\/(inbox|audio)\//,
  'no message is lost here, that a sweep would send once more; test/aws/sweeping has one':
    /^refrain-sweeper sqs:\w+ \S+-recordings$/,
  'no dump is left by its worker here, that a sweep would hand on; test/aws/dumps has one':
    /^refrain-sweeper sqs:\w+ \S+-dumps$/,
  'no move is left half done here, whose file the next one would enter in a group; test/aws has one':
    /^refrain-files (s3:(Get|Put)Object \S+\/(audio|inbox)|dynamodb:(BatchGetItem \S+-index|ConditionCheckItem \S+)$)/,
  'only a writer that gets ahead of another holds its own entry meanwhile; test/aws/dedup has them':
    /^refrain-dedup-files dynamodb:ConditionCheckItem /,
  'no worker fails here on a message, to put it off; test/functions has one': / sqs:ChangeMessageVisibility /,
  'no dump takes so long that its worker hands it over; test/aws has one':
    /^refrain-dump (dynamodb:(GetItem|PutItem)|sqs:SendMessage) /,
  'only fingerprints of over 13 minutes lie in S3; test/aws has them': / s3:\S+ \S+\/fingerprints\//,
  'S3 asks for it only where an object is missing': / s3:ListBucket /,
  'only an upload in parts that broke off is given up': / s3:AbortMultipartUpload /,
};

/** Regions are granted alike, which access.test.ts holds; used in one is used. */
const anyRegion = (resource: string) => resource.replace(/(?<=[:-])[a-z]+-[a-z]+-\d(?=[:/]|$)/, '…');

it('every right a function has was used by a test, or has a reason', () => {
  const site = { region: 'eu-west-1', stack: 'refrain-eu-west-1', apiUrl: 'https://api.example.org' };
  const { functions } = readTemplate(templateOf().toJSON(), site);
  const nameOf = new Map(functions.map(({ role, name }) => [role, name]));
  const used = new Set(
    readUsedRights().map(
      ({ role, action, resource }) => `${nameOf.get(role)} ${action} ${anyRegion(resource)}`,
    ),
  );
  const granted = functions.flatMap(({ name, rights }) =>
    rights.flatMap(({ Action, Resource }) =>
      Action.flatMap((action) => Resource.map((resource) => `${name} ${action} ${anyRegion(resource)}`)),
    ),
  );
  // It answers whatever path the others may be asked by: it may all that they may, and nothing that none of them may.
  const rightOf = (line: string) => line.slice(line.indexOf(' ') + 1);
  const isDefault = (line: string) => line.startsWith('refrain-default ');
  const ofOthers = new Set(granted.filter((line) => !isDefault(line)).map(rightOf));
  const isOfOthers = (line: string) => isDefault(line) && ofOthers.has(rightOf(line));
  const reasons = Object.values(unusedFor);
  expect(reasons.filter((reason) => !granted.some((right) => reason.test(right)))).toEqual([]);
  const unused = [...new Set(granted)].filter(
    (right) => !used.has(right) && !isOfOthers(right) && !reasons.some((reason) => reason.test(right)),
  );
  expect(unused).toEqual([]);
});
