import { pathToFileURL } from 'node:url';
import { explain, SAME } from '#core/match/decide.ts';
import { drawDifference } from '../listening/difference-picture.ts';
import { STYLE } from './html-style.ts';
import { legible } from './path.ts';
import type { Report, ReportedFile, ReportedMatch } from './report.ts';
import type { Star } from './stars.ts';
import { bytesOf, counted, timeOf } from './text.ts';

/** Pictures in one report, at most: each takes some 20 KB. The others can be had from `refrain compare --png`. */
const PICTURES = 300;

/** A report as one page that needs nothing from elsewhere; its players play the files where they lie. */
export function* asHtml(report: Report, stars: readonly Star[]): Generator<string> {
  const { recordings, copies, bytes, groups, refused } = report;
  let pictures = 0;
  const figure = (star: Star | undefined, of: 'copies' | 'related', i: number): string => {
    const other = star?.[of][i]?.file;
    if (!star || !other || pictures >= PICTURES) return '';
    pictures++;
    return `<img loading="lazy" alt="Both fingerprints laid on one another, and the bits that differ" src="${picture(star.kept.words, other.words)}">`;
  };
  yield `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Refrain: ${escaped(counted(copies, 'copy', 'copies'))}</title><style>${STYLE}</style>
<h1>${escaped(counted(copies, 'copy', 'copies'))} of what is kept, ${escaped(bytesOf(bytes))}</h1>
<p>Among ${escaped(counted(recordings, 'recording'))}. The first file of each group is the one to keep; what is only related is no copy.
In the pictures time runs from left to right: the 32 bits of each word of both fingerprints, then in red the bits in which they differ.</p>
`;
  for (const [i, { keep, copies, related, bytes }] of groups.entries()) {
    const star = stars[i];
    yield `<section><h2>${escaped(nameOf(legible(keep.path)))}</h2>
<article class="keep"><b>${copies.length > 0 ? 'keep' : 'file'}</b>${file(keep, star?.kept.path)}</article>
`;
    // Of the same bytes there is nothing to see.
    for (const [j, copy] of copies.entries())
      yield article('copy', copy, star?.copies[j]?.file.path, copy.exact ? '' : figure(star, 'copies', j));
    for (const [j, other] of related.entries())
      yield article(other.relation, other, star?.related[j]?.file.path, figure(star, 'related', j));
    if (bytes > 0) yield `<p>${escaped(bytesOf(bytes))} in copies.</p>`;
    yield '</section>\n';
  }
  if (refused.length > 0) {
    yield `<section><h2>${escaped(counted(refused.length, 'file'))} that could not be compared</h2><ul>`;
    for (const { path, why } of refused)
      yield `<li><code>${escaped(legible(path))}</code>: ${escaped(why)}</li>\n`;
    yield '</ul></section>\n';
  }
}

function article(role: string, match: ReportedMatch, path: Buffer | undefined, figure: string): string {
  const { exact, similarity, offset, overlap, speed } = match;
  const placing = exact
    ? 'the same bytes'
    : `similarity ${similarity.toFixed(3)}, begins at ${offset.toFixed(2)} s, ${timeOf(overlap)} in common, speed ${speed.toFixed(3)}`;
  return `<article><b>${escaped(role)}</b>${file(match, path)}<p>${escaped(placing)}</p>${figure}</article>\n`;
}

function file(told: ReportedFile, path: Buffer | undefined): string {
  const facts = [
    told.format,
    `${Math.round(told.bit_rate / 1000)} kbit/s`,
    `${told.sample_rate} Hz`,
    timeOf(told.duration),
    bytesOf(told.size),
    told.notice ?? '',
  ];
  const source = path ? `<audio controls preload="none" src="${escaped(addressOf(path))}"></audio>` : '';
  return `<code>${escaped(legible(told.path))}</code><p>${escaped(facts.filter(Boolean).join(' · '))}</p>${source}`;
}

/** A file's address; of a name that is no UTF-8 its bytes are escaped one by one. */
function addressOf(path: Buffer): string {
  const text = path.toString('utf8');
  if (Buffer.from(text).equals(path)) return pathToFileURL(text).href;
  const escapedBytes = [...path].map((byte) =>
    /[\w/.-]/.test(String.fromCharCode(byte))
      ? String.fromCharCode(byte)
      : `%${byte.toString(16).padStart(2, '0')}`,
  );
  return `file://${escapedBytes.join('')}`;
}

function picture(a: Uint32Array, b: Uint32Array): string {
  const png = drawDifference(a, b, explain(a, b).alignment, SAME).toPng();
  return `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
