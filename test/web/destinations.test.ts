import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { downloader } from '#web/downloader.ts';
import { allowing, collect, pass } from './download.ts';
import { serve } from './web-server.ts';

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
