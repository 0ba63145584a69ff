import { orders, states, type Wanted } from './list.ts';

interface Filtering {
  readonly wanted: Wanted;
  readonly onWanted: (wanted: Wanted) => void;
}

/** Which files are shown, and in which order. */
export function Filters({ wanted, onWanted }: Filtering) {
  const change = (changes: Partial<Wanted>) => onWanted({ ...wanted, ...changes, page: 1 });
  return (
    <search class="tools">
      <label>
        Search titles{' '}
        <input
          type="search"
          value={wanted.search}
          onInput={(event) => change({ search: event.currentTarget.value })}
        />
      </label>
      <label>
        State{' '}
        <select value={wanted.state} onChange={(event) => change({ state: event.currentTarget.value })}>
          <option value="">any</option>
          {Object.entries(states).map(([state, name]) => (
            <option key={state} value={state}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        Order{' '}
        <select value={wanted.order} onChange={(event) => change({ order: event.currentTarget.value })}>
          {Object.entries(orders).map(([order, { name }]) => (
            <option key={order} value={order}>
              {name}
            </option>
          ))}
        </select>
      </label>
    </search>
  );
}
