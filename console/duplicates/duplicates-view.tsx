import { useState } from 'preact/hooks';
import { routes } from '#api/routes.ts';
import { ask } from '../asking/ask.ts';
import { useAnswer } from '../asking/use-answer.ts';
import { bytesOf, counted } from '../parts/amounts.ts';
import { Heading } from '../parts/heading.tsx';
import { Pager } from '../parts/pager.tsx';
import { Refused } from '../parts/refused.tsx';
import { Deletion } from './deletion.tsx';
import { GroupOfDuplicates } from './group.tsx';
import { type FileRecord, loadFiles, loadGroups, type Matching } from './load.ts';

const GROUPS_A_PAGE = 10;

/** What is stored twice in this region, and what deleting the copies would free. */
export function DuplicatesView() {
  const [match, setMatch] = useState<Matching>('acoustic');
  const [page, setPage] = useState(1);
  const [marked, setMarked] = useState<ReadonlyMap<string, FileRecord>>(new Map());
  const { answer, error, isAsking, again } = useAnswer(
    async (signal) => {
      const footprint = ask(routes.getFootprint, { query: { match }, signal });
      const [loaded, all] = await Promise.all([loadGroups(match, signal), footprint]);
      return { ...loaded, footprint: all };
    },
    [match],
  );
  const groups = answer?.groups ?? [];
  const shown = groups.slice((page - 1) * GROUPS_A_PAGE, page * GROUPS_A_PAGE);
  const { answer: files, error: filesError } = useAnswer(
    (signal) => loadFiles(shown, signal),
    [answer, page],
  );

  const mark = (wanted: readonly FileRecord[], isMarked: boolean) =>
    setMarked((before) => {
      const next = new Map(before);
      for (const file of wanted) isMarked ? next.set(file.acr_id, file) : next.delete(file.acr_id);
      return next;
    });
  const choose = (next: Matching) => {
    setMatch(next);
    setPage(1);
    setMarked(new Map());
  };
  const done = () => {
    setMarked(new Map());
    setPage(1);
    again();
  };
  return (
    <>
      <Heading title="Duplicates" />
      <fieldset class="tools plain">
        <legend class="unseen">What makes files duplicates</legend>
        <Choice match="acoustic" chosen={match} onChoose={choose} name="the same recording" />
        <Choice match="exact" chosen={match} onChoose={choose} name="the same bytes" />
      </fieldset>
      <Refused error={error ?? filesError} />
      {isAsking && !answer && <p role="status">Looking…</p>}
      {answer && (
        <p role="status">
          {answer.footprint.total_count === 0
            ? 'Nothing is stored twice in this region.'
            : `${counted(answer.footprint.total_count, 'group')} of ${counted(answer.footprint.total_number, 'file')}: deleting the copies frees ${bytesOf(answer.footprint.total_size)}.`}
          {!answer.isWhole && ` Shown are the ${groups.length} groups with most copies.`}
        </p>
      )}
      {files &&
        shown.map((group) => (
          <GroupOfDuplicates
            key={group.hash}
            group={group}
            match={match}
            files={files}
            marked={marked}
            onMark={mark}
          />
        ))}
      <Pager page={page} last={Math.ceil(groups.length / GROUPS_A_PAGE)} onPage={setPage} />
      <Deletion marked={marked} onClear={() => setMarked(new Map())} onDone={done} />
    </>
  );
}

interface Choosing {
  readonly match: Matching;
  readonly chosen: Matching;
  readonly name: string;
  readonly onChoose: (match: Matching) => void;
}

function Choice({ match, chosen, name, onChoose }: Choosing) {
  return (
    <label>
      <input type="radio" name="match" checked={match === chosen} onChange={() => onChoose(match)} /> {name}
    </label>
  );
}
