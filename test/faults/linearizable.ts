/** What a client asked for. Recordings are named; what matches what is known to the test. */
export type Request =
  | { readonly kind: 'add'; readonly track: string; readonly recording: string; readonly keep: boolean }
  /** The insert alone, without the look before it: `busy` when another writer was first. */
  | { readonly kind: 'enter'; readonly track: string; readonly recording: string }
  | { readonly kind: 'delete'; readonly acrId: string }
  | { readonly kind: 'group'; readonly track: string };

/** What it was told. `none`: no answer ever came, so it may have happened or not. */
export type Answer =
  | {
      readonly kind: 'verdict';
      readonly tracks: readonly string[];
      readonly acrId: string | null;
      readonly inserted: boolean;
    }
  | { readonly kind: 'members'; readonly acrId: string; readonly tracks: readonly string[] }
  | { readonly kind: 'conflict' | 'not found' | 'done' | 'busy' | 'none' };

/** A request with the times between which it happened. */
export interface Call {
  readonly request: Request;
  readonly answer: Answer;
  readonly begun: number;
  readonly ended: number;
}

interface Entry {
  /** Undefined while no answer has named it: its writer never heard. */
  readonly acrId: string | undefined;
  readonly recording: string;
  readonly tracks: readonly string[];
}

/** A bucket as it is when calls come one at a time. */
type State = readonly Entry[];

const equal = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && [...a].sort().join() === [...b].sort().join();

/** The state with `entry` in the place of `old` (or added, or taken away). */
const change = (state: State, old: Entry | undefined, entry: Entry | undefined): State => [
  ...state.filter((one) => one !== old),
  ...(entry ? [entry] : []),
];

/** The entry under the name an answer gave it; undefined when it has another. */
function named(entry: Entry | undefined, acrId: string | null): Entry | undefined {
  if (!entry || acrId === null) return undefined;
  if (entry.acrId === undefined) return { ...entry, acrId };
  return entry.acrId === acrId ? entry : undefined;
}

/** The states in which a bucket may be after the request was answered so; none when it cannot be answered so. */
function after(state: State, { request, answer }: Call): State[] {
  if (answer.kind === 'busy') return [state];
  if (answer.kind === 'none') return [state, ...unheard(state, request)];
  switch (request.kind) {
    case 'add':
      return afterAdd(state, request, answer);
    case 'enter':
      return afterAdd(state, { ...request, kind: 'add', keep: true }, answer);
    case 'group': {
      const entry = state.find(({ tracks }) => tracks.includes(request.track));
      if (answer.kind === 'not found') return entry ? [] : [state];
      if (!entry || answer.kind !== 'members' || !equal(entry.tracks, answer.tracks)) return [];
      const known = named(entry, answer.acrId);
      return known ? [change(state, entry, known)] : [];
    }
    case 'delete': {
      const known = state.find(({ acrId }) => acrId === request.acrId);
      if (answer.kind === 'done') return known ? [change(state, known, undefined)] : [];
      return answer.kind === 'not found' && !known ? [state] : [];
    }
  }
}

/** What a request does of which no answer came. */
function unheard(state: State, request: Request): State[] {
  if (request.kind === 'delete') {
    const known = state.find(({ acrId }) => acrId === request.acrId);
    return known ? [change(state, known, undefined)] : [];
  }
  if (request.kind === 'group' || (request.kind === 'add' && !request.keep)) return [];
  const { track, recording } = request;
  if (state.some(({ tracks }) => tracks.includes(track))) return [];
  const entry = state.find((one) => one.recording === recording);
  if (entry) return [change(state, entry, { ...entry, tracks: [...entry.tracks, track] })];
  return [change(state, undefined, { acrId: undefined, recording, tracks: [track] })];
}

function afterAdd(
  state: State,
  { track, recording, keep }: Request & { kind: 'add' },
  answer: Answer,
): State[] {
  const own = state.find(({ tracks }) => tracks.includes(track));
  const entry = state.find((one) => one.recording === recording);
  const isTaken = keep && own !== undefined && own.recording !== recording;
  if (answer.kind === 'conflict') return isTaken ? [state] : [];
  if (answer.kind !== 'verdict' || isTaken) return [];
  if (!entry) {
    if (answer.tracks.length > 0 || answer.inserted !== keep) return [];
    if (!keep) return answer.acrId === null ? [state] : [];
    if (answer.acrId === null || state.some(({ acrId }) => acrId === answer.acrId)) return [];
    return [change(state, undefined, { acrId: answer.acrId, recording, tracks: [track] })];
  }
  const known = named(entry, answer.acrId);
  if (!known || answer.inserted || !equal(known.tracks, answer.tracks)) return [];
  const joined = keep && !own ? { ...known, tracks: [...known.tracks, track] } : known;
  return [change(state, entry, joined)];
}

const spell = (state: State) =>
  state
    .map(({ acrId, recording, tracks }) => `${acrId}:${recording}:${[...tracks].sort().join()}`)
    .sort()
    .join(';');

/**
 * Whether the calls, each at some moment between its begin and its end, have one order in which a bucket that takes
 * one call at a time would have given the same answers. Source: Wing and Gong, Testing and Verifying Concurrent
 * Objects, 1993.
 */
export function isLinearizable(calls: readonly Call[]): boolean {
  const tried = new Set<string>();
  const all = (1n << BigInt(calls.length)) - 1n;
  const search = (placed: bigint, state: State): boolean => {
    if (placed === all) return true;
    const situation = `${placed} ${spell(state)}`;
    if (tried.has(situation)) return false;
    tried.add(situation);
    const open = calls.flatMap((call, i) => ((placed >> BigInt(i)) & 1n ? [] : [{ call, i }]));
    const firstEnd = Math.min(...open.map(({ call }) => call.ended));
    return open
      .filter(({ call }) => call.begun <= firstEnd)
      .some(({ call, i }) => after(state, call).some((next) => search(placed | (1n << BigInt(i)), next)));
  };
  return search(0n, []);
}
