import { isSameMember, isSameTally, type Member, type Tally, tallyOf } from '#domain/ports/tally.ts';

interface KeptGroup {
  head: Tally | undefined;
  readonly kept: Map<string, Member>;
  readonly recorded: Map<string, Member>;
}

const NOTHING = tallyOf([]);

/** An account's groups of one matching: as they are kept, and as the files' records tell them. */
export class KeptGroups {
  readonly #groups = new Map<string, KeptGroup>();

  head(id: string, tally: Tally): void {
    this.#group(id).head = tally;
  }

  keep(id: string, member: Member): void {
    this.#group(id).kept.set(member.acrId, member);
  }

  record(id: string, member: Member): void {
    this.#group(id).recorded.set(member.acrId, member);
  }

  /** The groups that are not as the records tell, with all that may be in them. */
  *wrong(): Generator<{ id: string; acrIds: string[] }> {
    for (const [id, { head = NOTHING, kept, recorded }] of this.#groups) {
      const acrIds = [...new Set([...kept.keys(), ...recorded.keys()])];
      const isRight =
        acrIds.every((acrId) => isSameMember(kept.get(acrId), recorded.get(acrId))) &&
        isSameTally(head, tallyOf([...recorded.values()]));
      if (!isRight) yield { id, acrIds };
    }
  }

  /** What the records tell of each. */
  *counted(): Generator<{ id: string; tally: Tally }> {
    for (const [id, { recorded }] of this.#groups) yield { id, tally: tallyOf([...recorded.values()]) };
  }

  #group(id: string): KeptGroup {
    const known = this.#groups.get(id) ?? { head: undefined, kept: new Map(), recorded: new Map() };
    this.#groups.set(id, known);
    return known;
  }
}
