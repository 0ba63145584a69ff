import { useState } from 'preact/hooks';
import { bytesOf, timeOf } from '../parts/amounts.ts';
import { Player } from '../parts/player.tsx';
import type { FileRecord, Likeness } from './load.ts';
import { Match } from './match.tsx';

interface Member {
  readonly file: FileRecord;
  readonly kept: FileRecord;
  readonly isExact: boolean;
  readonly isLooking: boolean;
  readonly likeness: Likeness | undefined;
  readonly isMarked: boolean;
  readonly onKeep: () => void;
  readonly onMark: (isMarked: boolean) => void;
}

/** A file of a group: what it is, why it is there, and what is to become of it. */
export function Copy({ file, kept, isExact, isLooking, likeness, isMarked, onKeep, onMark }: Member) {
  const [isCompared, setCompared] = useState(false);
  const isKept = file === kept;
  const facts = [
    file.format,
    file.bit_rate && `${Math.round(file.bit_rate / 1000)} kbit/s`,
    timeOf(Number(file.duration)),
    file.size !== null && bytesOf(file.size),
    `bucket ${file.bucket_id}`,
  ];
  return (
    <li class={isKept ? 'copy keep' : isMarked ? 'copy marked' : 'copy'}>
      <div class="what">
        <strong>{file.title}</strong>
        <p class="quiet">{facts.filter(Boolean).join(' · ')}</p>
        {!isKept && <p>{whyOf(isExact, isLooking, likeness)}</p>}
      </div>
      <div class="fate">
        <label>
          <input
            type="radio"
            name={`keep-${kept.acr_id}`}
            aria-label={`Keep ${file.title}`}
            checked={isKept}
            onChange={onKeep}
          />{' '}
          keep
        </label>
        <label>
          <input
            type="checkbox"
            aria-label={`Delete ${file.title}`}
            disabled={isKept}
            checked={isMarked}
            onChange={(event) => onMark(event.currentTarget.checked)}
          />{' '}
          delete
        </label>
        {!isKept && likeness && (
          <button
            type="button"
            aria-expanded={isCompared}
            aria-label={`Compare ${file.title}`}
            onClick={() => setCompared(!isCompared)}
          >
            Compare
          </button>
        )}
        {file.size !== null && <Player file={file} />}
      </div>
      {isCompared && likeness && <Match kept={kept} other={file} likeness={likeness} />}
    </li>
  );
}

function whyOf(isExact: boolean, isLooking: boolean, likeness: Likeness | undefined): string {
  if (isExact) return 'The same bytes.';
  if (likeness === undefined)
    return isLooking
      ? 'Comparing…'
      : 'A duplicate of another of this group, not of the kept one: listen first.';
  if (likeness.exact) return 'The same bytes.';
  const { similarity, offset, overlap, speed } = likeness;
  const begins =
    Math.abs(offset) < 0.05
      ? 'begins with it'
      : `begins ${Math.abs(offset).toFixed(1)} s ${offset > 0 ? 'after' : 'before'} it`;
  const faster = speed === 1 ? '' : `, at ${speed.toFixed(3)} of its speed`;
  return `${(100 * similarity).toFixed(1)} % alike, ${begins}, ${timeOf(overlap)} in common${faster}.`;
}
