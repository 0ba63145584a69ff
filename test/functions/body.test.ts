import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Malformed, Unsupported } from '#domain/errors.ts';
import { readBody } from '#functions/http/body.ts';
import { partsOf } from '#functions/http/multipart.ts';

const read = (contentType: string | undefined, body: Uint8Array | string) =>
  readBody({
    headers: contentType === undefined ? {} : { 'content-type': contentType },
    body: Buffer.from(body).toString('base64'),
    isBase64Encoded: true,
  } as unknown as APIGatewayProxyEventV2);

/** A body as fetch sends it. */
async function readSent(body: FormData | URLSearchParams) {
  const request = new Request('http://127.0.0.1/', { method: 'POST', body });
  return read(request.headers.get('content-type') ?? '', await request.bytes());
}

async function readForms(entries: readonly (readonly [string, string])[]) {
  const multipart = new FormData();
  for (const [name, value] of entries) multipart.append(name, value);
  const form = new URLSearchParams(entries.map(([name, value]): [string, string] => [name, value]));
  return [await readSent(form), await readSent(multipart)];
}

// A browser's FormData turns line ends into CRLF and spells quotes as %22 in names: that is the client's doing.
const line = fc.string({ unit: 'grapheme', minLength: 1 }).filter((text) => !/[\r\n]/.test(text));
const name = fc.oneof(
  fc.stringMatching(/^[a-z_]{1,12}$/),
  fc.constantFrom('__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'ä ö', 'a.b'),
);

describe('a body', () => {
  const notUtf8 = Buffer.from([0x66, 0xe9, 0x65]);
  it.each([
    ['application/json', Buffer.concat([Buffer.from('{"name":"'), notUtf8, Buffer.from('"}')])],
    ['application/x-www-form-urlencoded', 'name=f%E9e'],
    ['application/x-www-form-urlencoded', Buffer.concat([Buffer.from('name='), notUtf8])],
    [
      'multipart/form-data; boundary=x',
      Buffer.concat([
        Buffer.from('--x\r\nContent-Disposition: form-data; name="name"\r\n\r\n'),
        notUtf8,
        // What the parser puts for what it cannot read stands in another part by itself.
        Buffer.from('\r\n--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n\uFFFD\r\n--x--\r\n'),
      ]),
    ],
  ])('of %s whose text is not UTF-8 is refused, not altered', async (contentType, body) => {
    await expect(read(contentType, body)).rejects.toThrow('UTF-8');
  });

  it('may hold the character that stands for what cannot be read', async () => {
    for (const fields of await readForms([['name', 'f\uFFFDe']]))
      expect(fields).toEqual({ name: 'f\uFFFDe' });
    expect(await read('application/x-www-form-urlencoded', 'a=100%&b=%C3%A9')).toEqual({ a: '100%', b: 'é' });
  });

  it('has the same fields as JSON, as a form and as multipart', async () => {
    const sent = fc.dictionary(name, fc.oneof(line, fc.array(line, { minLength: 2, maxLength: 4 })), {
      minKeys: 1,
    });
    await fc.assert(
      fc.asyncProperty(sent, async (fields) => {
        const entries = Object.entries(fields);
        const json = await read('application/json', JSON.stringify(Object.fromEntries(entries)));
        const flat = entries.flatMap(([key, value]) => [value].flat().map((each) => [key, each] as const));
        for (const read of await readForms(flat)) expect(read).toEqual(json);
      }),
    );
  });

  it('has a list wherever a name ends in [] or [0], however often it comes', async () => {
    for (const spelt of ['labels[]', 'labels[0]']) {
      for (const fields of await readForms([[spelt, 'a']])) expect(fields).toEqual({ labels: ['a'] });
    }
    for (const fields of await readForms([
      ['labels', 'a'],
      ['labels[]', 'b'],
      ['labels[7]', 'c'],
    ])) {
      expect(fields).toEqual({ labels: ['a', 'b', 'c'] });
    }
  });

  it('takes nothing from a prototype, and changes none', async () => {
    const file = new FormData();
    file.append('__proto__', new File(['bytes'], 'evil'));
    const bodies = [
      await readSent(file),
      await read(
        'application/json',
        '{"__proto__":{"name":"evil"},"constructor":{"prototype":{"name":"evil"}}}',
      ),
      ...(await readForms([
        ['__proto__', 'a'],
        ['__proto__', 'b'],
        ['constructor[]', 'c'],
      ])),
    ];
    for (const fields of bodies) {
      expect(fields?.['name']).toBeUndefined();
      expect(fields?.['length']).toBeUndefined();
      expect(Object.keys(fields ?? {})).toContain('__proto__');
    }
    expect(({} as Record<string, unknown>)['name']).toBeUndefined();
  });

  // Where a piece of the body ends within a part, at its end, and behind it.
  it.each([
    65_000, 65_400, 65_536, 67_487, 80_640, 131_000, 200_000,
  ])('carries a file of %i bytes', async (size) => {
    const form = new FormData();
    form.append('file', new Blob([new Uint8Array(size).fill(7)]), 'a.mp3');
    form.append('title', 'behind it');
    const sent = new Response(form);
    const body = Buffer.from(await sent.arrayBuffer());
    const parts = await partsOf(body, String(sent.headers.get('content-type')), 10);
    expect(parts.map(({ name, bytes }) => [name, bytes.length])).toEqual([
      ['file', size],
      ['title', 9],
    ]);
  });

  it('carries files with their bytes and names', async () => {
    const bytes = fc.uint8Array({ minLength: 0, maxLength: 2000 });
    await fc.assert(
      fc.asyncProperty(
        bytes,
        fc.constantFrom('a.mp3', 'Ångström “live”.wav', '音.flac', 'a b;c.mp3'),
        async (content, fileName) => {
          const body = new FormData();
          body.append('file', new File([new Uint8Array(content)], fileName));
          body.append('title', 'Größe');
          const fields = await readSent(body);
          expect(fields).toEqual({ file: { name: fileName, bytes: Buffer.from(content) }, title: 'Größe' });
        },
      ),
    );
  });

  it('has no fields at all when there is none', async () => {
    expect(await read(undefined, '')).toBeUndefined();
    expect(await read('application/json', '')).toBeUndefined();
  });
});

const refused = async (reading: Promise<unknown>) => {
  const error = await reading.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  if (error !== undefined && !(error instanceof Malformed || error instanceof Unsupported)) throw error;
  return error;
};

describe('a hostile body is read, or refused as malformed or unsupported', () => {
  const multipart = 'multipart/form-data; boundary=x';
  const types = fc.oneof(
    fc.constantFrom(
      'application/json',
      'application/x-www-form-urlencoded',
      multipart,
      'multipart/form-data',
      'text/plain',
      '',
    ),
    fc.constantFrom(
      'multipart/form-data; boundary=',
      'multipart/form-data; boundary="',
      'multipart/form-data;;=x;boundary=x;boundary=y',
    ),
    fc.string(),
  );

  it('of any bytes under any type', async () => {
    await fc.assert(
      fc.asyncProperty(
        types,
        fc.uint8Array(),
        async (type, bytes) => void (await refused(read(type, bytes))),
      ),
    );
  });

  it('of pieces of multipart in any order', async () => {
    const pieces = fc.constantFrom(
      '--x',
      '--x--',
      '\r\n',
      '\r\n\r\n',
      '--',
      'x',
      '\n',
      '\0',
      ';',
      '"',
      ': ',
      'Content-Disposition: form-data; name="a"',
      'Content-Disposition: form-data; name="file"; filename="f"',
      'content-disposition: form-data',
      'Content-Disposition: attachment; name',
      'Content-Disposition: form-data; name="a',
      "Content-Disposition: form-data; name*=utf-8''%ff",
      'Content-Type: text/plain; charset=nonsense',
      'Content-Transfer-Encoding: base64',
      '=?',
      '%',
      'value',
      ': : :',
      'Content-Type: application/octet-stream',
    );
    const body = fc.array(pieces, { maxLength: 40 }).map((parts) => parts.join(''));
    const started = body.map((rest) => `--x\r\n${rest}`);
    await fc.assert(
      fc.asyncProperty(fc.oneof(body, started), async (text) => void (await refused(read(multipart, text)))),
      { numRuns: 1000 },
    );
  });

  it('of a multipart body cut anywhere', async () => {
    const whole =
      '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="f.mp3"\r\nContent-Type: audio/mpeg\r\n\r\nbytes\r\n--x--';
    expect(await read(multipart, whole)).toEqual({
      a: 'b',
      file: { name: 'f.mp3', bytes: Buffer.from('bytes') },
    });
    for (let length = 1; length < whole.length; length++) {
      expect(await refused(read(multipart, whole.slice(0, length))), `${length}`).toBeInstanceOf(Malformed);
    }
  });

  it('of more fields than any call has', async () => {
    const form = 'a&'.repeat(100_000);
    expect(await refused(read('application/x-www-form-urlencoded', form))).toBeInstanceOf(Malformed);
    const part = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n';
    expect(await refused(read(multipart, `${part.repeat(20_000)}--x--`))).toBeInstanceOf(Malformed);
    const file = '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nb\r\n';
    expect(await refused(read(multipart, `${file.repeat(20_000)}--x--`))).toBeInstanceOf(Malformed);
  });

  it('that is another kind than it says, with a hint which', async () => {
    const parts = '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--';
    const cases = [
      ['application/json', parts, 'multipart/form-data'],
      ['application/x-www-form-urlencoded', parts, 'multipart/form-data'],
      ['application/x-www-form-urlencoded', '{"name":"a"}', 'application/json'],
    ] as const;
    for (const [type, body, hint] of cases) {
      const error = await refused(read(type, body));
      expect(error, `${type} ${body}`).toBeInstanceOf(Malformed);
      expect(String(error)).toContain(hint);
    }
  });
});
