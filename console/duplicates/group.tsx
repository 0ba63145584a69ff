import { useState } from 'preact/hooks';
import { useAnswer } from '../asking/use-answer.ts';
import { bytesOf, counted } from '../parts/amounts.ts';
import { Refused } from '../parts/refused.tsx';
import { Copy } from './copy.tsx';
import { type FileRecord, type Group, type Likeness, loadLikenesses, type Matching } from './load.ts';

interface Shown {
  readonly group: Group;
  readonly match: Matching;
  readonly files: ReadonlyMap<string, FileRecord>;
  readonly marked: ReadonlyMap<string, FileRecord>;
  readonly onMark: (files: readonly FileRecord[], isMarked: boolean) => void;
}

const none: ReadonlyMap<string, Likeness> = new Map();

/** A group: the copy that is kept, and the others with why they are in it. */
export function GroupOfDuplicates({ group, match, files, marked, onMark }: Shown) {
  const members = [...new Set([...(group.keep ? [group.keep] : []), ...group.items])].flatMap(
    (id) => files.get(id) ?? [],
  );
  const [chosen, setChosen] = useState<string>();
  // Of equal bytes any copy will do: the first that was there.
  const usual = group.keep ?? members.toSorted((a, b) => a.id - b.id)[0]?.acr_id;
  const kept = files.get(chosen ?? '') ?? files.get(usual ?? '');
  const { answer: likenesses, error } = useAnswer(
    async (signal) => (kept && match === 'acoustic' ? loadLikenesses(kept, signal) : none),
    [kept?.acr_id, match],
  );
  if (!kept || members.length < 2) return null;
  const others = members.filter((file) => file !== kept);
  // Two members are duplicates of their group's first, and need not be of one another.
  const copies = others.filter((file) => match === 'exact' || likenesses?.has(file.acr_id));
  const keep = (file: FileRecord) => {
    onMark(members, false);
    setChosen(file.acr_id);
  };
  const unseen = group.count - members.length;
  return (
    <article class="group" aria-label={`Group of ${kept.title}`}>
      <header>
        <h2>{kept.title}</h2>
        <p class="quiet">
          {counted(group.count, 'copy', 'copies')}, {bytesOf(group.footprint_size)} to be freed
          {unseen > 0 && `; ${counted(unseen, 'more')} not shown`}
        </p>
        <button type="button" disabled={copies.length === 0} onClick={() => onMark(copies, true)}>
          Mark the others for deletion
        </button>
      </header>
      <Refused error={error} />
      <ul>
        {[kept, ...others].map((file) => (
          <Copy
            key={file.acr_id}
            file={file}
            kept={kept}
            isExact={match === 'exact'}
            isLooking={likenesses === undefined}
            likeness={likenesses?.get(file.acr_id)}
            isMarked={marked.has(file.acr_id)}
            onKeep={() => keep(file)}
            onMark={(isMarked) => onMark([file], isMarked)}
          />
        ))}
      </ul>
    </article>
  );
}
