import type { Choose, Option } from './scheduler.ts';

/** Mostly lets one task run on for a while: races want others in the middle, not evenly mixed. */
export function randomChoice(random: () => number): Choose {
  let last = -1;
  const stays = random() < 0.5 ? 0 : 0.7;
  return (options) => {
    const rare = options.filter(({ kind }) => kind !== 'step');
    const steps = options.filter(({ kind }) => kind === 'step');
    const [fallback = { kind: 'tick', task: -1, label: '' } as Option] = options;
    if (steps.length === 0 || (rare.length > 0 && random() < 0.02)) {
      return rare[Math.floor(random() * rare.length)] ?? fallback;
    }
    const same = steps.filter(({ task }) => task === last);
    const from = same.length > 0 && random() < stays ? same : steps;
    const next = from[Math.floor(random() * from.length)] ?? fallback;
    last = next.task;
    return next;
  };
}
