/**
 * Two writers of one recording and a compactor, in the design that docs/at-scale.md works out on paper: an announced log,
 * and segments compacted from it.
 */

type State = 'pending' | 'committed' | 'aborted';

interface World {
  /** By sequence: whose announcement it is. */
  readonly log: ReadonlyMap<number, number>;
  readonly last: number;
  readonly states: readonly State[];
  /** Whose entries the segments hold, and up to which sequence. */
  readonly manifest: { readonly covers: number; readonly segment: readonly number[] };
  readonly writers: readonly Writer[];
  readonly compactor: Compactor;
}

interface Writer {
  readonly at: 'announce' | 'manifest' | 'tail' | 'contend' | 'done';
  readonly known?: World['manifest'];
  readonly tail?: readonly number[];
  readonly isWhole?: boolean;
}

interface Compactor {
  readonly at: 'read' | 'swap' | 'delete';
  readonly next?: World['manifest'];
  readonly rounds: number;
}

/** What the design must not leave out. */
export const planted = [
  'nothing',
  'the smaller is not waited for',
  'gaps go unnoticed',
  'compacts past a pending one',
] as const;
type Planted = (typeof planted)[number];

const ROUNDS = 2;
const change = <T>(list: readonly T[], place: number, value: T): T[] =>
  list.map((each, i) => (i === place ? value : each));

function writerSteps(world: World, i: number, left: Planted): World[] {
  const writer = world.writers[i];
  if (!writer) return [];
  const become = (next: Writer, rest: Partial<World> = {}): World => ({
    ...world,
    ...rest,
    writers: change(world.writers, i, next),
  });
  const readTail = (): Pick<Writer, 'tail' | 'isWhole'> => {
    const from = writer.known?.covers ?? 0;
    const sequences = [...world.log.keys()].filter((sequence) => sequence > from).sort((a, b) => a - b);
    // Whoever was too slow finds that the log begins later than its manifest ends.
    const isWhole = sequences[0] === from + 1 || left === 'gaps go unnoticed';
    return { tail: sequences.map((sequence) => world.log.get(sequence) ?? -1), isWhole };
  };
  switch (writer.at) {
    case 'announce': {
      const log = new Map(world.log).set(world.last + 1, i);
      return [become({ at: 'manifest' }, { log, last: world.last + 1 })];
    }
    case 'manifest': {
      return [become({ at: 'tail', known: world.manifest })];
    }
    case 'tail': {
      const read = readTail();
      if (!read.isWhole) return [become({ at: 'manifest' })];
      return [become({ ...writer, ...read, at: 'contend' })];
    }
    case 'contend': {
      const own = world.states[i];
      const rivals = new Set(
        [...(writer.known?.segment ?? []), ...(writer.tail ?? [])].filter((each) => each !== i),
      );
      const seen = [...rivals].map((rival) => ({ rival, state: world.states[rival] }));
      const finish = (state: State, states = world.states) =>
        become(
          { at: 'done' },
          { states: change(states, i, states[i] === 'pending' ? state : (states[i] ?? state)) },
        );
      if (own !== 'pending') return [finish('aborted')];
      if (seen.some(({ state }) => state === 'committed')) return [finish('aborted')];
      const pending = seen.find(({ state }) => state === 'pending');
      if (!pending || (pending.rival < i && left === 'the smaller is not waited for'))
        return [finish('committed')];
      // The larger is aborted, the smaller waited for.
      return pending.rival > i ? [{ ...world, states: change(world.states, pending.rival, 'aborted') }] : [];
    }
    case 'done':
      return [];
  }
}

function compactorSteps(world: World, left: Planted): World[] {
  const { compactor, manifest } = world;
  if (compactor.rounds === ROUNDS) return [];
  if (compactor.at === 'read') {
    let { covers } = manifest;
    const segment = [...manifest.segment];
    for (let sequence = covers + 1; world.log.has(sequence); sequence++) {
      const whose = world.log.get(sequence) ?? -1;
      const state = world.states[whose];
      if (state === 'pending' && left !== 'compacts past a pending one') break;
      if (state === 'committed') segment.push(whose);
      covers = sequence;
    }
    return [{ ...world, compactor: { ...compactor, at: 'swap', next: { covers, segment } } }];
  }
  if (compactor.at === 'swap')
    return [{ ...world, manifest: compactor.next ?? manifest, compactor: { ...compactor, at: 'delete' } }];
  const log = new Map([...world.log].filter(([sequence]) => sequence > manifest.covers));
  return [{ ...world, log, compactor: { at: 'read', rounds: compactor.rounds + 1 } }];
}

/** How many states there are, and in how many both are committed, or in the end neither. */
export function explore(left: Planted): { states: number; violations: number } {
  const start: World = {
    log: new Map(),
    last: 0,
    states: ['pending', 'pending'],
    manifest: { covers: 0, segment: [] },
    writers: [{ at: 'announce' }, { at: 'announce' }],
    compactor: { at: 'read', rounds: 0 },
  };
  const known = new Set<string>();
  const open = [start];
  let violations = 0;
  for (let world = open.pop(); world; world = open.pop()) {
    const name = JSON.stringify({ ...world, log: [...world.log] });
    if (known.has(name)) continue;
    known.add(name);
    if (world.states.every((state) => state === 'committed')) violations++;
    const isOver = world.writers.every(({ at }) => at === 'done');
    if (isOver && world.states.every((state) => state !== 'committed')) violations++;
    open.push(
      ...world.writers.flatMap((_, i) => writerSteps(world, i, left)),
      ...compactorSteps(world, left),
    );
  }
  return { states: known.size, violations };
}
