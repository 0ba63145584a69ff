import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { downloader } from '#web/downloader.ts';
import { serve } from './web-server.ts';

const collect = async (bytes: AsyncIterable<Uint8Array>) => Buffer.concat(await Array.fromAsync(bytes));
const allowing = (port: number, options: Parameters<typeof downloader>[0] = {}) =>
  downloader({ allowedHosts: [`127.0.0.1:${port}`], pause: 1, ...options });
const pass = Buffer.from('the bytes of a song');

describe('a download', () => {
  it('hands over the bytes as they are stored, and asks for them so', async () => {
    let encoding: string | undefined;
    const port = await serve((request, response) => {
      encoding = request.headers['accept-encoding']?.toString();
      response.end(pass);
    });
    expect(await allowing(port)(`http://127.0.0.1:${port}/a.mp3`, collect)).toEqual(pass);
    expect(encoding).toBe('identity');
  });

  it('follows five redirects, relative ones too, and no sixth', async () => {
    const port = await serve((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left === 0) response.end(pass);
      else response.writeHead([301, 302, 303, 307, 308][left % 5] ?? 302, { location: `/${left - 1}` }).end();
    });
    const url = (left: number) => `http://127.0.0.1:${port}/${left}`;
    expect(await allowing(port)(url(5), collect)).toEqual(pass);
    await expect(allowing(port)(url(6), collect)).rejects.toThrow('redirects more than 5 times');
  });

  it.each([
    [404, /answered 404 instead of 200/],
    [204, /answered 204/],
    [206, /answered 206/],
    [304, /answered 304/],
    [401, /answered 401/],
  ])('is refused at once when the answer is %i', async (status, sentence) => {
    let asked = 0;
    const port = await serve((_, response) => {
      asked++;
      response.writeHead(status).end();
    });
    await expect(allowing(port)(`http://127.0.0.1:${port}/`, collect)).rejects.toThrow(sentence);
    expect(asked).toBe(1);
  });

  it.each([408, 429, 500, 503])('is tried three times while the answer is %i', async (status) => {
    let asked = 0;
    const port = await serve((_, response) => {
      asked++;
      if (asked < 3) response.writeHead(status).end();
      else response.end(pass);
    });
    expect(await allowing(port)(`http://127.0.0.1:${port}/`, collect)).toEqual(pass);
    asked = -1;
    await expect(allowing(port)(`http://127.0.0.1:${port}/`, collect)).rejects.toThrow(
      `answered ${status} instead of 200 with the file. It was tried 3 times.`,
    );
  });

  it('begins again when the bytes break off, and keeps no part', async () => {
    let asked = 0;
    const port = await serve((_, response) => {
      asked++;
      response.writeHead(200, { 'content-length': pass.length });
      if (asked === 3) response.end(pass);
      else response.write(pass.subarray(0, 5), () => response.destroy());
    });
    expect(await allowing(port)(`http://127.0.0.1:${port}/`, collect)).toEqual(pass);
    expect(asked).toBe(3);
  });

  it('gives up on a connection that is refused again and again', async () => {
    const port = await serve(() => {});
    const other = port === 65535 ? port - 1 : port + 1;
    const download = downloader({ allowedHosts: [`127.0.0.1:${other}`], pause: 1, tries: 2 });
    await expect(download(`http://127.0.0.1:${other}/`, collect)).rejects.toThrow(
      /ECONNREFUSED.*tried 2 times/,
    );
  });

  it('tells a connection that cannot be trusted', async () => {
    const port = await serve((_, response) => response.end(pass));
    await expect(allowing(port)(`https://127.0.0.1:${port}/`, collect)).rejects.toThrow(
      'No trusted connection to 127.0.0.1',
    );
  });

  it('refuses a compressed answer', async () => {
    const port = await serve((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end());
    await expect(allowing(port)(`http://127.0.0.1:${port}/`, collect)).rejects.toThrow('encoding gzip');
  });

  it('leaves a failure to keep the bytes to its caller, and asks once', async () => {
    let asked = 0;
    const port = await serve((_, response) => {
      asked++;
      response.end(pass);
    });
    const full = async () => {
      throw new Error('the store throttles');
    };
    await expect(allowing(port)(`http://127.0.0.1:${port}/`, full)).rejects.toThrow('the store throttles');
    expect(asked).toBe(1);
  });

  it('tells its own reason when the keeper wraps the failure', async () => {
    const port = await serve((_, response) => response.end(pass));
    const wrapping = async (bytes: AsyncIterable<Uint8Array>) => {
      await collect(bytes).catch((cause) => {
        throw new Error('the upload failed', { cause });
      });
    };
    await expect(allowing(port, { bytes: 3 })(`http://127.0.0.1:${port}/`, wrapping)).rejects.toThrow(
      'larger than the 3 bytes',
    );
  });
});

describe('limits', () => {
  it('refuses a size that is told before a byte is read', async () => {
    const port = await serve((_, response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.flushHeaders();
    });
    await expect(allowing(port, { bytes: 99 })(`http://127.0.0.1:${port}/`, collect)).rejects.toThrow(
      'larger than the 99 bytes',
    );
  });

  it('refuses a size that is not told at the byte that is too many', async () => {
    const port = await serve((_, response) => {
      const more = () => response.write(pass, more);
      more();
    });
    const download = allowing(port, { bytes: 100_000 });
    let read = 0;
    const reading = download(`http://127.0.0.1:${port}/`, async (bytes) => {
      for await (const chunk of bytes) read += chunk.length;
    });
    await expect(reading).rejects.toThrow('larger than the 100000 bytes');
    expect(read).toBeLessThanOrEqual(100_000);
  });

  it('takes a file of just the size', async () => {
    const port = await serve((_, response) => response.end(pass));
    expect(await allowing(port, { bytes: pass.length })(`http://127.0.0.1:${port}/`, collect)).toEqual(pass);
  });

  it('ends a download that goes on for ever', async () => {
    const port = await serve((_, response) => {
      const timer = setInterval(() => response.write('x'), 5);
      response.on('close', () => clearInterval(timer));
    });
    await expect(allowing(port, { total: 120 })(`http://127.0.0.1:${port}/`, collect)).rejects.toThrow(
      'took longer than',
    );
  });

  it('ends tries and pauses that go on too long', async () => {
    const port = await serve((_, response) => response.writeHead(503).end());
    const download = allowing(port, { total: 100, pause: 60_000 });
    await expect(download(`http://127.0.0.1:${port}/`, collect)).rejects.toThrow('took longer than');
  });

  it('ends a server that does not answer', async () => {
    const port = await serve(() => {});
    await expect(
      allowing(port, { answerWithin: 50, tries: 2 })(`http://127.0.0.1:${port}/`, collect),
    ).rejects.toThrow('did not answer within 0.05 seconds. It was tried 2 times.');
  });

  it('ends a server that falls silent, but not one whose reader is slow', async () => {
    const silent = await serve((_, response) => response.write('x'));
    await expect(
      allowing(silent, { idle: 50, tries: 1 })(`http://127.0.0.1:${silent}/`, collect),
    ).rejects.toThrow('sent nothing for 0.05 seconds');

    const steady = await serve((_, response) => response.end(Buffer.alloc(300_000)));
    const read = await allowing(steady, { idle: 1000, tries: 1 })(
      `http://127.0.0.1:${steady}/`,
      async (bytes) => {
        let size = 0;
        for await (const chunk of bytes) {
          if (size === 0) await new Promise((resolve) => setTimeout(resolve, 1500));
          size += chunk.length;
        }
        return size;
      },
    );
    expect(read).toBe(300_000);
  });
});

describe('where it goes', () => {
  /** As if 127.0.0.1 were public and nothing else were. */
  const isPublic = (address: string) => address === '127.0.0.1';
  const publicly: LookupAddress = { address: '127.0.0.1', family: 4 };
  const privately: LookupAddress = { address: '10.0.0.1', family: 4 };
  /** Gives the answers one after the other, the last again and again, and notes who was asked for. */
  function dns(...answers: LookupAddress[][]) {
    const asked: string[] = [];
    const resolve = async (host: string) => {
      const answer = answers[Math.min(asked.length, answers.length - 1)] ?? [];
      asked.push(host);
      return answer;
    };
    return { asked, resolve };
  }

  it('asks for a name once and goes where the checked answer says', async () => {
    const port = await serve((request, response) => response.end(request.headers.host));
    const { asked, resolve } = dns([publicly], [privately]);
    const body = await downloader({ resolve, isPublic })(`http://media.example.com:${port}/`, collect);
    expect(body.toString()).toBe(`media.example.com:${port}`);
    expect(asked).toEqual(['media.example.com']);
  });

  it('checks the answer of every connection: one that changes at a redirect or a new try is refused', async () => {
    let requests = 0;
    const port = await serve((request, response) => {
      requests++;
      if (request.url === '/busy') response.writeHead(503).end();
      else response.writeHead(302, { location: '/again' }).end();
    });
    for (const path of ['/', '/busy']) {
      const { asked, resolve } = dns([publicly], [privately]);
      const download = downloader({ resolve, isPublic, pause: 1 });
      await expect(download(`http://media.example.com:${port}${path}`, collect)).rejects.toThrow(
        'not on the public internet',
      );
      expect(asked).toHaveLength(2);
    }
    expect(requests).toBe(2);
  });

  it.each([
    ['the first of several addresses', [privately, publicly]],
    ['the last of several addresses', [publicly, privately]],
    ['an IPv6 address beside', [publicly, { address: '::1', family: 6 }]],
    ['a mapped address', [{ address: '::ffff:127.0.0.1', family: 6 }]],
  ])('refuses a name with one address that is not public: %s', async (_, addresses) => {
    let requests = 0;
    const port = await serve((_, response) => {
      requests++;
      response.end(pass);
    });
    const { resolve } = dns(addresses);
    await expect(
      downloader({ resolve, isPublic })(`http://media.example.com:${port}/`, collect),
    ).rejects.toThrow('The host media.example.com is not on the public internet');
    expect(requests).toBe(0);
  });

  it.each([
    'http://127.0.0.1:9/',
    'http://169.254.169.254/latest/meta-data/',
    'http://2130706433/',
    'http://[::1]/',
    'http://localhost/',
    '//10.0.0.1/a.mp3',
    'http://me:secret@media.example.com/',
    'ftp://media.example.com/',
    'file:///etc/passwd',
    'http://[',
  ])('refuses a redirect to %s', async (location) => {
    const port = await serve((_, response) => response.writeHead(302, { location }).end());
    await expect(allowing(port)(`http://127.0.0.1:${port}/`, collect)).rejects.toThrow(
      /not on the public internet|user name or password|Only http and https|cannot be read/,
    );
  });

  it('refuses a chain of redirects that ends at another port of an allowed host', async () => {
    let reached = false;
    const hidden = await serve((_, response) => {
      reached = true;
      response.end(pass);
    });
    const port = await serve((request, response) =>
      response
        .writeHead(302, { location: request.url === '/a' ? '/b' : `http://127.0.0.1:${hidden}/` })
        .end(),
    );
    await expect(allowing(port)(`http://127.0.0.1:${port}/a`, collect)).rejects.toThrow(
      'not on the public internet',
    );
    expect(reached).toBe(false);
  });

  it('tells a name that is not known, and tries again where DNS is out of order', async () => {
    const failing = (code: string) => async () => {
      throw Object.assign(new Error(code), { code });
    };
    const download = (code: string) =>
      downloader({ resolve: failing(code), pause: 1 })('http://media.example.com/', collect);
    await expect(download('ENOTFOUND')).rejects.toThrow(/^The host media.example.com is not known.$/);
    await expect(download('EAI_AGAIN')).rejects.toThrow(/EAI_AGAIN.*tried 3 times/);
    const { resolve } = dns([]);
    await expect(downloader({ resolve })('http://media.example.com/', collect)).rejects.toThrow(
      'has no address',
    );
  });

  it('reaches nothing on this machine when no host is allowed', async () => {
    const port = await serve((_, response) => response.end(pass));
    await expect(downloader()(`http://127.0.0.1:${port}/`, collect)).rejects.toThrow(
      'not on the public internet',
    );
    await expect(downloader()(`http://localhost:${port}/`, collect)).rejects.toThrow(
      'not on the public internet',
    );
  });
});
