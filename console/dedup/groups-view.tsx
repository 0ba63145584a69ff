import { useState } from 'preact/hooks';
import { routes } from '#api/routes.ts';
import { ask, tell } from '../asking/ask.ts';
import { useAnswer } from '../asking/use-answer.ts';
import { counted, momentOf, timeOf } from '../parts/amounts.ts';
import { Columns } from '../parts/columns.tsx';
import { Pager } from '../parts/pager.tsx';
import { Refused } from '../parts/refused.tsx';

/** The groups of a bucket of unique recordings: the track ids that are one recording. */
export function GroupsView({ bucketId }: { bucketId: number }) {
  const [page, setPage] = useState(1);
  const [refused, setRefused] = useState<unknown>();
  const params = { bucket_id: bucketId };
  const { answer, error, again } = useAnswer(
    (signal) => ask(routes.listGroups, { params, query: { page, per_page: 20 }, signal }),
    [bucketId, page],
  );
  const remove = (acrId: string, name: string) => {
    if (!confirm(`Delete this recording with all its track ids (${name} and more)?`)) return;
    tell(routes.deleteDedupFiles, { params: { ...params, ids: acrId } }).then(again, setRefused);
  };
  return (
    <>
      <Refused error={refused ?? error} />
      {answer && (
        <p role="status">
          {answer.meta.total === 0
            ? 'No recording here has come twice.'
            : `${counted(answer.meta.total, 'recording')} came twice or more.`}
        </p>
      )}
      {answer?.data.map(({ acr_id, matches, count, created_at }) => (
        <article key={acr_id} class="group" aria-label={`Group of ${matches[0]?.id ?? acr_id}`}>
          <header>
            <h2>{matches[0]?.id ?? acr_id}</h2>
            <p class="quiet">
              {counted(count, 'track id')}, since {momentOf(created_at)}
            </p>
            <button type="button" class="danger" onClick={() => remove(acr_id, matches[0]?.id ?? acr_id)}>
              Delete the recording
            </button>
          </header>
          <table>
            <caption class="unseen">Track ids of {matches[0]?.id ?? acr_id}</caption>
            <Columns
              of={[
                'Track id',
                { number: 'Alike' },
                { number: 'Begins after' },
                { number: 'In common' },
                { number: 'Speed' },
              ]}
            />
            <tbody>
              {matches.map(({ id, similarity, offset, overlap, speed }) => (
                <tr key={id}>
                  <th scope="row">{id}</th>
                  <td class="number" data-name="Alike">
                    {(100 * similarity).toFixed(1)} %
                  </td>
                  <td class="number" data-name="Begins after">
                    {offset.toFixed(2)} s
                  </td>
                  <td class="number" data-name="In common">
                    {timeOf(overlap)}
                  </td>
                  <td class="number" data-name="Speed">
                    {speed.toFixed(3)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </article>
      ))}
      <Pager page={page} last={answer?.meta.last_page ?? 1} onPage={setPage} />
    </>
  );
}
