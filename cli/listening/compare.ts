import { writeFile } from 'node:fs/promises';
import { type Difference, type Explanation, explain, SAME } from '#core/match/decide.ts';
import type { Relation } from '#core/match/relation.ts';
import { overrules } from '#domain/dedup/hearing.ts';
import type { Recording } from '#domain/ports/audio.ts';
import { Refusal } from '../refusal.ts';
import { drawDifference, LEGEND } from './difference-picture.ts';
import { recordingOrFingerprintOf } from './recording.ts';

const WHY: Readonly<Record<Difference, string>> = {
  'nothing in common':
    'they share nothing that tells one recording from another (silence and steady tones do not)',
  'other sound': `too many bits differ where they overlap: copies stay under ${100 * SAME} %`,
  'alike anywhere': 'they are as alike anywhere as where they fit best, as two recordings of rain are',
  'partly other sound': 'parts of what overlaps are another sound',
  'too little in common': 'what they share is too small a part of the longer one',
  'more before it': 'one has more before it than a copy may lack',
  'more after it': 'one has more after it than a copy may lack',
  'more before one, after the other': 'each has what the other lacks, one before it and one after it',
};

const MEANING: Readonly<Record<NonNullable<Relation>, string>> = {
  same: 'they are the same recording',
  edit: 'the same recording with something cut out of it, put into it or laid over it',
  excerpt: 'B is a stretch of A',
  whole: 'A is a stretch of B',
  overlap: 'both hold the same stretch and go on differently',
};

/** `refrain compare A B`: prints how B lies on A, and whether and why they are one recording; exit code 0 or 2. */
export async function compareFiles(
  pathA: string,
  pathB: string,
  { png, json }: { readonly png?: string | undefined; readonly json?: true | undefined },
): Promise<number> {
  if (pathA === '-' && pathB === '-')
    throw new Refusal('only one of the two can come from the standard input');
  const a = await recordingOrFingerprintOf(pathA);
  const b = await recordingOrFingerprintOf(pathB);
  const { heard, speed, explanation } = bestExplanation(a, b);
  process.stdout.write(json ? asJson(explanation, speed) : `${report(explanation, speed).join('\n')}\n`);
  if (png !== undefined) {
    const picture = drawDifference(a.words, heard, explanation.alignment, SAME);
    await writeFile(png, picture.toPng()).catch((cause) => {
      throw new Refusal(`cannot write ${png}: ${cause.message}`);
    });
    if (!json) process.stdout.write(`\n${png}:\n  ${LEGEND.join('\n  ')}\n`);
  }
  return explanation.match.duplicate ? 0 : 2;
}

function asJson({ match, difference }: Explanation, heardAt: number): string {
  const { duplicate, relation, similarity, offset, overlap, speed } = match;
  const why = difference === undefined ? null : WHY[difference];
  return `${JSON.stringify({ duplicate, why, relation, similarity, offset, overlap, speed, heard_at: heardAt })}\n`;
}

interface Heard {
  readonly heard: Uint32Array;
  readonly speed: number;
  readonly explanation: Explanation;
}

/** B as it is, or when that is no duplicate as it fits best at another speed. */
function bestExplanation(a: Recording, b: Recording): Heard {
  const plain = { heard: b.words, speed: 1, explanation: explain(a.words, b.words, [a.contour, b.contour]) };
  const others = (b.others ?? []).map(({ words, speed }): Heard => {
    const explanation = explain(a.words, words);
    const { match: its } = explanation;
    const match = { ...its, overlap: its.overlap * speed, speed: its.speed / speed };
    return { heard: words, speed, explanation: { ...explanation, match } };
  });
  return (
    others
      .filter(({ explanation: { match } }) => match.duplicate && overrules(match, plain.explanation.match))
      .sort((x, y) => y.explanation.match.similarity - x.explanation.match.similarity)[0] ?? plain
  );
}

function report({ match, difference }: Explanation, speed: number): string[] {
  const heard = speed === 1 ? '' : ` (found by hearing B ${speed} times as fast)`;
  return [
    `similarity  ${match.similarity.toFixed(4)}`,
    `offset      ${match.offset.toFixed(2)} s (where B starts in A)`,
    `overlap     ${match.overlap.toFixed(2)} s`,
    `speed       ${match.speed.toFixed(4)}${heard}`,
    `duplicate   ${difference === undefined ? 'yes' : `no: ${WHY[difference]}`}`,
    `relation    ${match.relation === null ? 'none' : `${match.relation}: ${MEANING[match.relation]}`}`,
  ];
}
