import { Malformed } from '#domain/errors.ts';

/** What a part says it is. */
export interface Disposition {
  /** Of the field. */
  readonly name: string | undefined;
  /** Of the file. Throws Malformed when it cannot be read: altered in silence it would be a wrong title. */
  readonly fileName: () => string;
}

const PARAMETER = /;\s*([\w-]+\*?)\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)/g;

/** Reads a Content-Disposition of which each character is a byte. */
export function dispositionOf(header: string): Disposition {
  const told = new Map(
    [...header.matchAll(PARAMETER)].map(([, name = '', value = '']) => [name.toLowerCase(), unquoted(value)]),
  );
  const name = told.get('name');
  return {
    name: name === undefined ? undefined : Buffer.from(name, 'latin1').toString(),
    fileName: () => {
      const extended = told.get('filename*');
      return extended === undefined ? plain(told.get('filename') ?? '') : spelt(extended);
    },
  };
}

/** A backslash before anything but a quote is part of a name: some send their folders along. */
const unquoted = (value: string): string =>
  value.startsWith('"') ? value.slice(1, -1).replaceAll('\\"', '"') : value.trim();

/** In UTF-8, whose quotes browsers spell %22; or as mail spells it, which some clients do. */
function plain(name: string): string {
  const [, charset = '', kind = '', text = ''] = /^=\?([\w-]+)\?([BQ])\?([^?]*)\?=$/i.exec(name) ?? [];
  if (kind === '') return decoded(Buffer.from(name, 'latin1'), 'utf-8').replaceAll('%22', '"');
  const bytes =
    kind.toUpperCase() === 'B'
      ? Buffer.from(text, 'base64')
      : bytesOf(text.replaceAll('_', ' '), /=([0-9A-F]{2})/gi);
  return decoded(bytes, charset);
}

/** `UTF-8''caf%C3%A9`, as RFC 8187 has it. */
function spelt(value: string): string {
  const [, charset = '', text = ''] = /^([\w.:-]+)'[^']*'(.*)$/s.exec(value) ?? [];
  return decoded(bytesOf(text, /%([0-9A-F]{2})/gi), charset);
}

const bytesOf = (text: string, escaped: RegExp): Buffer =>
  Buffer.from(
    text.replace(escaped, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))),
    'latin1',
  );

function decoded(bytes: Buffer, charset: string): string {
  try {
    return new TextDecoder(charset, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new Malformed(
      "The name of the file cannot be read: send it in UTF-8, or as filename*=UTF-8''… with its bytes as %XX.",
      { cause },
    );
  }
}
