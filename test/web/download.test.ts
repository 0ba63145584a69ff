import { describe, expect, it } from 'vitest';
import { downloader } from '#web/downloader.ts';
import { allowing, collect, pass } from './download.ts';
import { serve } from './web-server.ts';

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
