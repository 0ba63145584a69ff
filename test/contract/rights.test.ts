import { expect, it } from 'vitest';
import { readTemplate } from '#local/template/read.ts';
import { templateOf } from '../infra/synthesis.ts';
import { readUsedRights } from './granted.ts';

// Of the tests over HTTP that ran just before: run the projects api and contract whole.

/** Rights that no test over HTTP can make use of, each with its reason. */
const unusedFor: Record<string, RegExp> = {
  'Lambda writes the log itself': / logs:(CreateLogStream|PutLogEvents) /,
  'Lambda asks for it when the event source is made': / sqs:GetQueueAttributes /,
  'what a path with a slash at its end may ask for is all that the others may': /^refrain-default /,
  'no function dies here, so that there is nothing to finish; test/aws has it finished': /^refrain-sweeper /,
  'no move is left half done here, whose file the next one would enter in a group; test/aws has one':
    /^refrain-files (s3:(Get|Put)Object \S+\/(audio|inbox)|dynamodb:(BatchGetItem \S+-index|ConditionCheckItem \S+)$)/,
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
  const reasons = Object.values(unusedFor);
  const unused = [...new Set(granted)].filter(
    (right) => !used.has(right) && !reasons.some((reason) => reason.test(right)),
  );
  expect(unused).toEqual([]);
});
