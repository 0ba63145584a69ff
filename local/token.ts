import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The admin token of the local deployment: made at the first start, the same ever after (until --fresh). */
export async function adminToken(data: string): Promise<string> {
  const file = join(data, 'token.json');
  const known = readToken(file);
  if (known) return known;
  // main engineer: wire createToken
  const token = `local-${randomBytes(24).toString('hex')}`;
  writeFileSync(file, JSON.stringify({ token }), { mode: 0o600 });
  return token;
}

function readToken(file: string): string | undefined {
  try {
    const { token } = JSON.parse(readFileSync(file, 'utf8'));
    return typeof token === 'string' && token !== '' ? token : undefined;
  } catch {
    return undefined;
  }
}
