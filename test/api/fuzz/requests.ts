import { fieldNamesOf } from '#api/field-names.ts';
import type { Route } from '#api/route.ts';
import { routes } from '#api/routes.ts';

/** A request as it goes over the wire; the same numbers make the same. */
export interface Hostile {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What there is to name. */
export interface Known {
  readonly token: string;
  readonly ids: readonly string[];
}

const table: readonly Route[] = Object.values(routes);
const numbers = [
  '0',
  '-1',
  '1',
  '65',
  '1.5',
  '1e9',
  '9007199254740993',
  '99999999999999999999',
  '0x41',
  'NaN',
];
const texts = [
  '',
  ' ',
  'null',
  'true',
  '..',
  '../../etc/passwd',
  '%00',
  '\u0000',
  '\ud800',
  'ÿ',
  '🎵'.repeat(300),
  'a'.repeat(5000),
  '{"a":1}',
  '[1,2',
  '__proto__',
  'constructor',
  "' OR 1=1 --",
  '<script>',
  '{{7*7}}',
  'eu-west-1',
  'File',
  'asc',
  'http://127.0.0.1:1/a.mp3',
  'http://[::',
  'file:///etc/passwd',
  '2020-13-45',
  'f'.repeat(32),
  '1,2,3',
  ','.repeat(200),
  'DURATION=10\nFINGERPRINT=AQAA',
  'FINGERPRINT=1,2,3',
  'AQAAA0mUaEkSRZEGAA',
];
const methods = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'OPTIONS', 'PATCH', 'TRACE'];
const types = [
  'application/json',
  'application/json; charset=utf-16',
  'application/x-www-form-urlencoded',
  'multipart/form-data',
  'multipart/form-data; boundary=x',
  'multipart/form-data; boundary="',
  'text/plain',
  'application/octet-stream',
  'application/xml',
  '',
];
const encodings = ['gzip', 'br', 'deflate', 'identity', 'gzip, gzip', 'nonsense'];

/** Draws requests: most are nearly right, so that they come far. */
export class Requests {
  private readonly random: () => number;
  private readonly known: Known;

  constructor(random: () => number, known: Known) {
    this.random = random;
    this.known = known;
  }

  next(): Hostile {
    const route = this.pick(table);
    const { bytes, type } = this.body(route);
    const headers: Record<string, string> = {
      authorization: this.chance(0.9)
        ? `Bearer ${this.known.token}`
        : this.header(this.pick(['Bearer', 'Basic AAAA', `bearer ${this.text()}`, 'Bearer rf1_x'])),
    };
    if (bytes.length > 0 || this.chance(0.3))
      headers['content-type'] = this.chance(0.9) ? type : this.pick(types);
    if (this.chance(0.05)) headers['content-encoding'] = this.pick(encodings);
    if (this.chance(0.1))
      headers['idempotency-key'] = this.header(this.pick([this.text(), 'k', 'x'.repeat(201)]));
    if (this.chance(0.05)) headers['refrain-origin'] = this.header(this.text());
    if (this.chance(0.05)) headers['accept-encoding'] = this.header(this.text());
    if (this.chance(0.05)) headers['x-forwarded-proto'] = this.header(this.text());
    return {
      method: this.chance(0.92) ? route.method : this.pick(methods),
      path: this.path(route) + this.query(route),
      headers,
      body: bytes,
    };
  }

  private chance = (share: number) => this.random() < share;
  private pick = <T>(list: readonly T[]): T => list[Math.floor(this.random() * list.length)] as T;
  private text = (): string =>
    this.pick(this.chance(0.5) ? texts : this.chance(0.5) ? numbers : this.known.ids);
  /** As much of a text as a header can carry. */
  private header = (text: string) => text.replace(/[^\x20-\x7e]/g, '?').slice(0, 4000);

  private path(route: Route): string {
    const path = route.path.replace(/\{\w+\}/g, () => {
      const value = this.chance(0.7) ? this.pick(this.known.ids) : this.text().slice(0, 300);
      return this.chance(0.97) ? spelled(value) : value.replace(/[^!-~]|[?#]/g, '');
    });
    return this.chance(0.95) ? path : `${path}${this.pick(['/', '//', '/.', '/%2e%2e', '/x', ';a=1'])}`;
  }

  private query(route: Route): string {
    const names = [...(route.query ? fieldNamesOf(route.query) : []), 'page', 'x', '__proto__'];
    if (this.chance(0.5)) return '';
    const pairs = Array.from({ length: 1 + Math.floor(this.random() * 3) }, () => {
      const value = spelled(this.text().slice(0, 300));
      return `${this.pick(names)}${this.pick(['=', '=', '=', '[]=', '[a]=', ''])}${value}`;
    });
    return `?${pairs.join('&')}`;
  }

  private value(depth = 0): unknown {
    const dice = this.random();
    if (dice < 0.5) return this.text();
    if (dice < 0.65) return Number(this.pick(numbers));
    if (dice < 0.75) return this.pick([null, true, false, [], {}]);
    if (depth > 3) return null;
    if (dice < 0.87)
      return Array.from({ length: Math.floor(this.random() * 4) }, () => this.value(depth + 1));
    return { [this.text().slice(0, 50)]: this.value(depth + 1) };
  }

  private body(route: Route): { bytes: Uint8Array; type: string } {
    const names = route.body ? fieldNamesOf(route.body) : ['name'];
    if (!route.body && this.chance(0.8)) return { bytes: new Uint8Array(), type: '' };
    const fields = names.filter(() => this.chance(0.6)).map((name) => [name, this.value()] as const);
    const dice = this.random();
    if (dice < 0.6) {
      const json = JSON.stringify(Object.fromEntries(fields));
      const text = this.chance(0.92)
        ? json
        : this.pick([json.slice(0, -1), `[${json}]`, '['.repeat(20_000), '"x"', '\ufeff{}', json + json]);
      return { bytes: Buffer.from(text), type: 'application/json' };
    }
    if (dice < 0.8) {
      const form = fields.map(
        ([name, value]) =>
          `${name}=${spelled(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))}`,
      );
      return { bytes: Buffer.from(form.join('&')), type: 'application/x-www-form-urlencoded' };
    }
    const parts = fields.map(([name, value]) => {
      const fileName = this.chance(0.4)
        ? `; filename="${this.pick(['a.mp3', '../a', 'a"b', '', 'a.db'])}"`
        : '';
      return `--x\r\nContent-Disposition: form-data; name="${name}"${fileName}\r\n\r\n${String(value)}\r\n`;
    });
    const end = this.chance(0.9) ? '--x--\r\n' : this.pick(['', '--x', '--y--\r\n']);
    return { bytes: Buffer.from(parts.join('') + end), type: 'multipart/form-data; boundary=x' };
  }
}

/** In a URL; half of a character has no spelling there. */
const spelled = (text: string) => encodeURIComponent(text.toWellFormed());
