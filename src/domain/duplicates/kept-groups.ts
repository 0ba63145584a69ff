import { isSameTally, type Member, type Tally, tallyOf } from '#domain/ports/duplicate.ts';

interface KeptGroup {
  head: Tally | undefined;
  centre: string | null | undefined;
  readonly kept: Map<string, Member>;
  readonly recorded: Map<string, Member>;
}

/** An account's groups of one matching: as they are kept, and as the files' records tell them. */
export class KeptGroups {
  readonly #groups = new Map<string, KeptGroup>();

  head(id: string, tally: Tally, centre: string | null | undefined): void {
    Object.assign(this.#group(id), { head: tally, centre });
  }

  keep(id: string, member: Member): void {
    this.#group(id).kept.set(member.acrId, member);
  }

  record(id: string, member: Member): void {
    this.#group(id).recorded.set(member.acrId, member);
  }

  /** The groups that are not as the records tell, with all that may be in them. */
  *wrong(): Generator<{ id: string; acrIds: string[] }> {
    for (const [id, group] of this.#groups) {
      const { head, centre, kept, recorded } = group;
      const acrIds = [...new Set([...kept.keys(), ...recorded.keys()])];
      const isRight =
        acrIds.every((acrId) => kept.get(acrId)?.size === recorded.get(acrId)?.size) &&
        (centre === undefined || (centre !== null && recorded.has(centre))) &&
        (head ? isSameTally(head, told(group)) : acrIds.length === 0);
      if (!isRight) yield { id, acrIds };
    }
  }

  /** What was counted of it is not so any more. */
  forget(id: string): void {
    this.#groups.delete(id);
  }

  /** What the records tell of each. */
  *counted(): Generator<{ id: string; tally: Tally }> {
    for (const [id, group] of this.#groups) yield { id, tally: told(group) };
  }

  #group(id: string): KeptGroup {
    const nothing = { head: undefined, centre: undefined, kept: new Map(), recorded: new Map() };
    const known = this.#groups.get(id) ?? nothing;
    this.#groups.set(id, known);
    return known;
  }
}

/** That a file is no duplicate of the kept copy its group alone knows. */
function told({ head, kept, recorded }: KeptGroup): Tally {
  const members = [...recorded.values()].map((member) => ({
    ...member,
    unlike: kept.get(member.acrId)?.unlike ?? null,
  }));
  return tallyOf(members, head?.keep);
}
