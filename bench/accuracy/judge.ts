import { matchAs, matchOf } from '#domain/dedup/hearing.ts';
import type { Recording } from '#domain/ports/audio.ts';
import { acoustidFinds, acoustidScore } from './acoustid.ts';
import { cpuSeconds, type Ear } from './heard.ts';
import { Library } from './library.ts';
import type { Judgement, Original, Question, Verdict } from './verdict.ts';

/** Asks both approaches what a file is, all originals being entered. */
export class Judge {
  private readonly originals: ReadonlyMap<string, Original>;
  private readonly ear: Ear;
  private readonly library: Library;

  constructor(originals: ReadonlyMap<string, Original>, ear: Ear) {
    this.originals = originals;
    this.ear = ear;
    this.library = new Library(originals);
  }

  async judge(question: Question): Promise<Verdict> {
    const { recording, listened } = await this.heard(question);
    const { reads } = this.library;
    const before = { ...reads };
    const begun = cpuSeconds();
    const wrong = await this.library.same(recording, question.track);
    const searched = cpuSeconds() - begun;
    const read = {
      units: reads.units - before.units,
      keys: reads.keys - before.keys,
      candidates: reads.candidates - before.candidates,
    };
    const ours = await this.ours(recording, question, wrong);
    return { ours, peer: this.peer(question), listened, searched, read };
  }

  private async heard({ path, sent, fpcalcWords }: Question) {
    if (sent !== 'print') return this.ear.hear(path);
    return { recording: { words: fpcalcWords, duration: 120 }, listened: 0 };
  }

  private async ours(recording: Recording, { track, sent, relation }: Question, wrong: string[]) {
    const own = this.originals.get(track);
    const told =
      sent === 'sample'
        ? await this.library.identified(recording, track)
        : await this.library.related(recording, track);
    const falseCalls = new Set(wrong);
    for (const [name, original] of this.originals)
      if (name !== track && matchAs(original, recording).duplicate) falseCalls.add(name);
    const likeness = told?.similarity ?? (own ? matchOf(own, recording).similarity : 0);
    return { isRight: told?.relation === relation, likeness, falseCalls: [...falseCalls], told };
  }

  private peer({ track, fpcalcWords }: Question): Judgement {
    let likeness = 0;
    let isRight = false;
    const falseCalls: string[] = [];
    for (const [name, original] of this.originals) {
      const { score, isSame } = acoustidScore(original.fpcalcWords, fpcalcWords);
      if (name !== track) {
        if (isSame) falseCalls.push(name);
        continue;
      }
      likeness = score;
      isRight = isSame && acoustidFinds(original.fpcalcWords, fpcalcWords);
    }
    return { isRight, likeness, falseCalls };
  }
}
