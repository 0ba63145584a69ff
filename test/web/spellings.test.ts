import type { LookupAddress } from 'node:dns';
import { Socket } from 'node:net';
import { afterEach, expect, it, vi } from 'vitest';
import { downloader } from '#web/downloader.ts';
import { collect } from './download.ts';
import { serve } from './web-server.ts';

afterEach(() => void vi.restoreAllMocks());

/** What names resolve to, all of which anybody may have in a DNS of their own. */
const zone: Record<string, string[]> = {
  'loopback.example.com': ['127.0.0.1'],
  'private.example.com': ['10.1.2.3'],
  'metadata.example.com': ['169.254.169.254'],
  'both.example.com': ['93.184.216.34', '192.168.0.1'],
  'six.example.com': ['::1'],
  'unique.example.com': ['fd00:ec2::254'],
  'mapped.example.com': ['::ffff:127.0.0.1'],
  'translated.example.com': ['64:ff9b::7f00:1'],
  'link.example.com': ['fe80::1%eth0'],
  'shared.example.com': ['100.64.0.1'],
  'zero.example.com': ['0.0.0.0'],
  'nobody.example.com': [],
};
const resolve = async (host: string): Promise<LookupAddress[]> =>
  (zone[host] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));

/** Of this machine, with a server behind PORT. */
const loopback = [
  '127.0.0.1',
  '127.1',
  '127.0.1',
  '127.255.255.254',
  '2130706433',
  '0x7f000001',
  '0X7F000001',
  '017700000001',
  '0x7f.1',
  '0x7f.0.0.0x1',
  '0177.0.0.1',
  '0177.0.0.01',
  '00000177.0.0.1',
  '127.0.0.1.',
  '0',
  '0.0.0.0',
  '0x0',
  '１２７.０.０.１',
  '①②⑦.⓪.⓪.①',
  '127。0。0。1',
  '127%2e0%2e0%2e1',
  '%31%32%37.0.0.1',
  'localhost',
  'LOCALHOST',
  'localhost.',
  'loc%61lhost',
  'ｌｏｃａｌｈｏｓｔ',
  'loc\u00adalhost',
  'a.localhost',
  'localhost.localdomain',
  '[::1]',
  '[::]',
  '[0:0:0:0:0:0:0:1]',
  '[0000::0001]',
  '[::127.0.0.1]',
  '[::7f00:1]',
  '[::ffff:127.0.0.1]',
  '[::FFFF:7F00:1]',
  '[0:0:0:0:0:ffff:127.0.0.1]',
  '[::ffff:0:127.0.0.1]',
  '[64:ff9b::127.0.0.1]',
  '[64:ff9b:1::7f00:1]',
  '[2002:7f00:1::]',
  '[2001:0:7f00:1::]',
  ...Object.keys(zone),
].map((host) => `http://${host}:PORT/a.mp3`);

const elsewhere = [
  'http://10.0.0.1/',
  'http://0xa000001/',
  'http://012.0.0.1/',
  'http://172.16.0.1/',
  'http://2886729729/',
  'http://192.168.1/',
  'http://0300.0250.1.1/',
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://0251.0376.0251.0376/',
  'http://169.254.43518/',
  'http://169.16689662/',
  'http://169.254.169.254./',
  'http://[::ffff:169.254.169.254]/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://[64:ff9b::a9fe:a9fe]/',
  'http://[fd00:ec2::254]/',
  'http://[fe80::1]/',
  'http://[fe80::1%25eth0]/',
  'http://[fec0::1]/',
  'http://[fc00::1]/',
  'http://[ff02::1]/',
  'http://[2001:db8::1]/',
  'http://100.64.0.1/',
  'http://100.100.100.200/',
  'http://168.63.129.16/',
  'http://192.0.0.192/',
  'http://198.18.0.1/',
  'http://224.0.0.1/',
  'http://255.255.255.255/',
  'http://metadata/',
  'http://metadata.google.internal/',
  'http://instance-data.ec2.internal/',
  'http://nas.local/',
  'http://router.home.arpa/',
  'http://intranet/',
  'http://me@media.example.com/',
  'http://me:secret@media.example.com/',
  'http://:secret@media.example.com/',
  'http://media.example.com@127.0.0.1:PORT/',
  'http://media.example.com%40127.0.0.1:PORT/',
  'http://media.example.com\\@127.0.0.1:PORT/',
  'http://127.0.0.1:PORT\\@media.example.com/',
  'http://127.0.0.1:PORT#@media.example.com/',
  'http://127.0.0.1:PORT?@media.example.com/',
  'http:127.0.0.1:PORT/',
  'http:/127.0.0.1:PORT/',
  'http:\\\\127.0.0.1:PORT/',
  'http:////127.0.0.1:PORT/',
  ' http://127.0.0.1:PORT/',
  'ht\ntp://127.0.0.1:PORT/',
  'http://127.0.0.1\r\nHost: media.example.com:PORT/',
  'http://127.0.0.1:PORT/%0d%0aX-Injected:%20yes',
  'http://127.0.0.1:PORT/ HTTP/1.1\r\nHost: media.example.com',
  'http://media.example.com:22/',
  'http://media.example.com:25/',
  'http://media.example.com:0/',
  'http://media.example.com:65536/',
  'http://media.example.com:-1/',
  'https://media.example.com:1/',
  'ftp://media.example.com/',
  'file:///etc/passwd',
  'file://127.0.0.1/etc/passwd',
  'gopher://127.0.0.1:PORT/_GET',
  'dict://127.0.0.1:PORT/',
  'data:audio/mpeg;base64,AAAA',
  'javascript:alert(1)',
  'blob:http://127.0.0.1:PORT/a',
  'ws://127.0.0.1:PORT/',
  'http://',
  'http://[::1',
  'http://[v1.a]/',
  '//127.0.0.1:PORT/',
  '127.0.0.1:PORT',
];

it(`refuses ${loopback.length + elsewhere.length} spellings of what is not on the public internet, and sends nothing`, async () => {
  expect(loopback.length + elsewhere.length).toBeGreaterThanOrEqual(80);
  let requests = 0;
  const port = await serve((_, response) => {
    requests++;
    response.end('reached');
  });
  const connected: string[] = [];
  const { emit } = Socket.prototype;
  vi.spyOn(Socket.prototype, 'emit').mockImplementation(function (
    this: Socket,
    ...event: [string, ...unknown[]]
  ) {
    if (event[0] === 'connect') connected.push(String(this.remoteAddress));
    return Reflect.apply(emit, this, event);
  });
  for (const spelling of [...loopback, ...elsewhere]) {
    const url = spelling.replace('PORT', String(port));
    const refused = downloader({ resolve, pause: 1 })(url, collect).then(
      () => 'taken',
      (error: unknown) => (error instanceof Error ? error.name : 'unknown'),
    );
    expect.soft(await refused, url).toBe('DownloadFailed');
  }
  expect(connected).toEqual([]);
  expect(requests).toBe(0);
});
