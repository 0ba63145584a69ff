import { BlockList } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '#web/public-address.ts';
import { checkHost, checkScheme } from '#web/public-url.ts';

const check = (text: string) => () => {
  const url = new URL(text);
  checkScheme(url);
  checkHost(url, isPublicAddress);
};

/** What IANA's registries of special-purpose addresses keep from the public, and multicast and reserved space. */
const special4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '168.63.129.16/32',
] as const;
const special6 = [
  '::/8',
  '64:ff9b::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/23',
  '2001:db8::/32',
  '2002::/16',
  '2620:4f:8000::/48',
  '3fff::/20',
  '5f00::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
] as const;

/** Two lists: in one, an IPv4 address would count as its mapped IPv6 address too. */
function listOf(ranges: readonly string[], family: 'ipv4' | 'ipv6'): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [base = '', bits] = range.split('/');
    list.addSubnet(base, Number(bits), family);
  }
  return list;
}
const registry4 = listOf(special4, 'ipv4');
const unassigned = ['::/3', '4000::/2', '8000::/1'];
const registry6 = listOf([...special6, ...unassigned], 'ipv6');

const bytesOf4 = (n: number) => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const dotted = (n: number) => bytesOf4(n).join('.');
const base4 = (range: string) =>
  (range.split('/')[0] ?? '').split('.').reduce((n, byte) => n * 256 + Number(byte), 0);
const within4 = fc
  .tuple(fc.constantFrom(...special4), fc.nat(0xffffffff))
  .map(([range, n]) => base4(range) + (n % 2 ** (32 - Number(range.split('/')[1]))));
const any4 = fc.oneof(fc.nat(0xffffffff), within4);

const groups = fc.array(fc.nat(0xffff), { minLength: 8, maxLength: 8 });
const any6 = fc
  .tuple(
    fc.constantFrom(undefined, 0x2000, 0x2001, 0x2002, 0x2620, 0x2a00, 0x3fff, 0x64, 0xfe80, 0xfd00, 0),
    groups,
  )
  .map(([first, [own, ...others]]) =>
    [first ?? own, ...others].map((group) => Number(group).toString(16)).join(':'),
  );

/** One number of an address, in any base a URL takes. */
const number = (n: number) =>
  fc.constantFrom(String(n), `0x${n.toString(16)}`, `0X${n.toString(16).toUpperCase()}`, `0${n.toString(8)}`);

/** An IPv4 address in any spelling a URL takes: one to four parts, each in any base, a dot at the end or none. */
const spelled = (n: number) =>
  fc.integer({ min: 1, max: 4 }).chain((parts) => {
    const bytes = bytesOf4(n);
    const last = bytes.slice(parts - 1).reduce((sum, byte) => sum * 256 + byte, 0);
    return fc
      .tuple(fc.constantFrom('', '.'), ...[...bytes.slice(0, parts - 1), last].map(number))
      .map(([dot, ...numbers]) => numbers.join('.') + dot);
  });

describe('addresses', () => {
  it('agrees with the registries on any IPv4 address', () => {
    fc.assert(
      fc.property(any4, (n) => {
        expect(isPublicAddress(dotted(n))).toBe(!registry4.check(dotted(n), 'ipv4'));
      }),
      { numRuns: 2000 },
    );
  });

  it('agrees with the registries on any IPv6 address', () => {
    fc.assert(
      fc.property(any6, (address) => {
        expect(isPublicAddress(address)).toBe(!registry6.check(address, 'ipv6'));
      }),
      { numRuns: 2000 },
    );
  });

  it('takes no IPv6 address that carries an IPv4 address, wherever that one leads', () => {
    fc.assert(
      fc.property(any4, (n) => {
        const [a, b] = [(n >>> 16).toString(16), (n & 0xffff).toString(16)];
        for (const address of [
          `::ffff:${dotted(n)}`,
          `::${dotted(n)}`,
          `::ffff:0:${a}:${b}`,
          `64:ff9b::${a}:${b}`,
          `2002:${a}:${b}::1`,
          `2001:0:${a}:${b}::`,
        ])
          expect(isPublicAddress(address), address).toBe(false);
      }),
    );
  });

  it.each([
    '',
    'localhost',
    '8.8.8',
    '010.8.8.8',
    '8.8.8.8.',
    'fe80::1%eth0',
    '[2a00::1]',
  ])('takes %j for no public address', (text) => expect(isPublicAddress(text)).toBe(false));

  it.each(['8.8.8.8', '52.218.1.1', '2a00:1450:4001:81b::200e', '2606:4700::1111'])('takes %s', (address) =>
    expect(isPublicAddress(address)).toBe(true));
});

describe('URLs', () => {
  it('judges an address alike in any spelling', () => {
    const cases = any4.chain((n) => fc.tuple(fc.constant(n), spelled(n)));
    fc.assert(
      fc.property(cases, ([n, spelling]) => {
        const judged = expect(check(`http://${spelling}/a.mp3`), `${spelling} is ${dotted(n)}`);
        if (isPublicAddress(dotted(n))) judged.not.toThrow();
        else judged.toThrow('not on the public internet');
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    'http://localhost/a.mp3',
    'http://LOCALHOST/a.mp3',
    'http://localhost./a.mp3',
    'http://a.localhost/a.mp3',
    'http://localhost.localdomain/a.mp3',
    'http://metadata.google.internal/computeMetadata/v1/',
    'http://metadata/computeMetadata/v1/',
    'http://ip-10-0-0-1.eu-west-1.compute.internal/',
    'http://nas.local/a.mp3',
    'http://router.home.arpa/',
    'http://intranet/',
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/latest/meta-data/',
    'http://0xa9fea9fe/',
    'http://0251.0376.0251.0376/',
    'http://169.254.43518/',
    'http://127.1/',
    'http://0/',
    'http://１２７.０.０.１/',
    'http://①②⑦.⓪.⓪.①/',
    'http://loc%61lhost/',
    'http://127%2e0.0.1/',
    'http://100.100.100.200/latest/meta-data/',
    'http://168.63.129.16/metadata',
    'http://255.255.255.255/',
    'http://[::]/',
    'http://[::1]/',
    'http://[0:0:0:0:0:0:0:1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[fd00:ec2::254]/latest/meta-data/',
    'http://[fe80::a9fe:a9fe]/',
    'http://[64:ff9b::169.254.169.254]/',
    'http://[2002:7f00:1::]/',
    'https://10.0.0.1:8443/a.mp3',
  ])('refuses %s', (url) => {
    expect(check(url)).toThrow('not on the public internet');
  });

  it.each([
    ['ftp://media.example.com/a.mp3', /Only http and https/],
    ['file:///etc/passwd', /Only http and https/],
    ['data:audio/mpeg;base64,AAAA', /Only http and https/],
    ['http://me:secret@media.example.com/a.mp3', /user name or password/],
    ['http://me@media.example.com/a.mp3', /user name or password/],
    ['http://media.example.com@10.0.0.1/a.mp3', /user name or password/],
    ['http://media.example.com:22/a.mp3', /Port 22/],
    ['http://media.example.com:25/a.mp3', /Port 25/],
    ['https://media.example.com:0/a.mp3', /Port 0/],
  ])('refuses %s', (url, sentence) => {
    expect(check(url)).toThrow(sentence);
  });

  it.each([
    'http://media.example.com/a.mp3',
    'https://media.example.com./a.mp3',
    'https://media.example.com/a.mp3',
    'https://media.example.com:443/a.mp3',
    'http://media.example.com:8000/a.mp3',
    'https://media.example.com:80/a.mp3',
    'http://localhost.example.com/a.mp3',
    'http://internal.example.com/a.mp3',
    'http://[2a00:1450:4001:81b::200e]/a.mp3',
  ])('takes %s', (url) => {
    expect(check(url)).not.toThrow();
  });
});
