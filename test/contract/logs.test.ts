import { expect, it } from 'vitest';
import { readLogged } from './logged.ts';

// Of the tests over HTTP that ran just before: run the projects api and contract whole.

/** What a log may not hold, whoever reads it. */
const secrets = {
  'a token': /rf\d+_[\w-]{43}/,
  'a presigned address': /X-Amz-(Signature|Credential|Security-Token)=/i,
  'a signature': /AWS4-HMAC-SHA256/,
  'a header with a token': /bearer\s+[\w-]/i,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  'bytes of audio': /[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]|[A-Za-z0-9+/]{400}/,
};

it('no token, presigned address or audio byte is in any line of the logs', async () => {
  let lines = 0;
  const found: string[] = [];
  for await (const line of readLogged()) {
    lines++;
    for (const [secret, pattern] of Object.entries(secrets))
      if (pattern.test(line)) found.push(`${secret}: ${line.slice(0, 300)}`);
  }
  expect(found.slice(0, 5)).toEqual([]);
  // Every request writes one.
  expect(lines).toBeGreaterThan(500);
});
