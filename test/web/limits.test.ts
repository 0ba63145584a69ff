import { describe, expect, it } from 'vitest';
import { allowing, collect, pass } from './download.ts';
import { serve } from './web-server.ts';

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
