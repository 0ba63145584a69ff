import { readFile } from 'node:fs/promises';
import { matchAs, matchOf } from '#domain/dedup/hearing.ts';
import type { Recording } from '#domain/ports/audio.ts';
import { listen } from '#media/listen.ts';
import { acoustidFinds, acoustidScore } from './acoustid.ts';
import { Library } from './library.ts';
import type { Judgement, Original, Question, Verdict } from './verdict.ts';

/** Decodes and fingerprints a file as a function would. */
export async function hear(path: string): Promise<Recording> {
  const bytes = new Uint8Array(await readFile(path));
  return listen({
    size: bytes.length,
    async *stream() {
      yield bytes;
    },
    read: async (start, end) => bytes.subarray(start, end),
  });
}

/** Asks both approaches what a file is, all originals being entered. */
export class Judge {
  private readonly originals: ReadonlyMap<string, Original>;
  private readonly library: Library;

  constructor(originals: ReadonlyMap<string, Original>) {
    this.originals = originals;
    this.library = new Library(originals);
  }

  async judge(question: Question): Promise<Verdict> {
    const begun = cpuSeconds();
    const recording = await hear(question.path);
    const listened = cpuSeconds() - begun;
    const { reads } = this.library;
    const before = { ...reads };
    const wrong = await this.library.look(recording, question.track);
    const searched = cpuSeconds() - begun - listened;
    const keys = reads.keys - before.keys;
    const candidates = reads.candidates - before.candidates;
    const wrongIds = wrong.map(({ entry }) => entry.acrId);
    const ours = await this.ours(recording, question.track, wrongIds);
    return { ours, peer: this.peer(question), listened, searched, keys, candidates };
  }

  private async ours(recording: Recording, track: string, wrong: string[]): Promise<Judgement> {
    const falseCalls = new Set(wrong);
    const found = (await this.library.look(recording)).find(({ entry }) => entry.acrId === track);
    let likeness = found?.match.similarity ?? 0;
    for (const [name, original] of this.originals) {
      if (name !== track && matchAs(original, recording).duplicate) falseCalls.add(name);
      if (name === track && !found) likeness = matchOf(original, recording).similarity;
    }
    return { found: found !== undefined, likeness, falseCalls: [...falseCalls] };
  }

  private peer({ track, fpcalcWords }: Question): Judgement {
    let likeness = 0;
    let found = false;
    const falseCalls: string[] = [];
    for (const [name, original] of this.originals) {
      const { score, isSame } = acoustidScore(original.fpcalcWords, fpcalcWords);
      if (name !== track) {
        if (isSame) falseCalls.push(name);
        continue;
      }
      likeness = score;
      found = isSame && acoustidFinds(original.fpcalcWords, fpcalcWords);
    }
    return { found, likeness, falseCalls };
  }
}

function cpuSeconds(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1e6;
}
