import type { IndexStore, Posting } from '#domain/ports/fingerprints.ts';
import type { Contents, MemoryOptions } from './contents.ts';
import type { Scheduler } from './scheduler.ts';

const spell = ({ key, id, position }: Posting) => `${key} ${id} ${position}`;

const under = (keys: ReadonlySet<string>, postings: Iterable<string>): Posting[] =>
  [...postings].flatMap((posting) => {
    const [key = '', id = '', position] = posting.split(' ');
    return keys.has(key) ? [{ key, id, position: Number(position) }] : [];
  });

/** `count` parts of a list, none empty. */
function partsOf<T>(list: readonly T[], count: number): T[][] {
  const size = Math.max(1, Math.ceil(list.length / count));
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}

/** The index of a region in memory: a part of an add is one turn, which tells what stands under its keys then. */
export function indexStore(scheduler: Scheduler, has: Contents, options: MemoryOptions): IndexStore {
  /** What the index was before each of its changes, for looks that lag. */
  const past: (readonly string[])[] = [];
  const change = async (label: string, postings: readonly Posting[], apply: (posting: string) => void) => {
    for (const part of partsOf(postings.map(spell), options.parts)) {
      await scheduler.act(label, () => {
        if (options.lag) past.push([...has.postings]);
        part.forEach(apply);
      });
    }
  };
  /** The task has announced its entry: what it looks at is its second look. */
  const isSecond = () =>
    [...has.entries.values()].some((entry) => Number(entry.acrId[28]) === scheduler.task);
  const isBlind = () => options.planted === 'no second look' && isSecond();

  return {
    async add(_scope, postings) {
      const found: Posting[] = [];
      const parts = partsOf(postings, options.parts);
      // Nobody says in which order they are written: two writers may each be the first somewhere.
      for (const part of scheduler.task % 2 === 0 ? parts : parts.toReversed()) {
        const keys = new Set(part.map(({ key }) => key));
        await scheduler.act('post', () => {
          if (options.lag) past.push([...has.postings]);
          for (const posting of part) has.postings.add(spell(posting));
          const hits = under(keys, has.postings);
          found.push(...hits);
          return [...new Set(hits.map(({ id }) => id))];
        });
      }
      return isBlind() ? [] : found;
    },
    remove: (_scope, postings) => change('unpost', postings, (posting) => has.postings.delete(posting)),
    async look(_scope, keys, consistent) {
      if (isBlind()) return [];
      const found: Posting[] = [];
      for (const part of partsOf(keys, options.parts)) {
        const wanted = new Set(part);
        await scheduler.act(consistent ? 'look' : 'lagging look', () => {
          const behind = consistent ? 0 : (options.lag?.(past.length) ?? 0);
          const postings = behind === 0 ? has.postings : (past[past.length - behind] ?? []);
          const hits = under(wanted, postings);
          found.push(...hits);
          return [...new Set(hits.map(({ id }) => id))];
        });
      }
      return found;
    },
  };
}
