import { useState } from 'preact/hooks';
import { routes } from '#api/routes.ts';
import { ask } from '../asking/ask.ts';
import { useAnswer } from '../asking/use-answer.ts';
import { bytesOf, momentOf } from '../parts/amounts.ts';
import { Columns } from '../parts/columns.tsx';
import { Heading } from '../parts/heading.tsx';
import { Pager } from '../parts/pager.tsx';
import { Refused } from '../parts/refused.tsx';
import { NewBucket } from './new-bucket.tsx';

/** The buckets of all regions. */
export function BucketsView() {
  const [page, setPage] = useState(1);
  const [search, setSearch] = useState('');
  const { answer, error, again } = useAnswer(
    (signal) => ask(routes.listBuckets, { query: { page, search, per_page: 50 }, signal }),
    [page, search],
  );
  const silent = answer?.meta.missing_regions ?? [];
  return (
    <>
      <Heading title="Buckets" />
      <Refused error={error} />
      <div class="tools">
        <label>
          Search{' '}
          <input
            type="search"
            onInput={(event) => {
              setSearch(event.currentTarget.value);
              setPage(1);
            }}
          />
        </label>
        <NewBucket onMade={again} />
      </div>
      {silent.length > 0 && <p>Not listed, since they do not answer just now: {silent.join(', ')}.</p>}
      {answer?.data.length === 0 && <p class="quiet">There are none.</p>}
      {answer !== undefined && answer.data.length > 0 && (
        <table>
          <caption class="unseen">Buckets</caption>
          <Columns of={['Name', 'Holds', 'Region', { number: 'Entries' }, { number: 'Audio' }, 'Made']} />
          <tbody>
            {answer.data.map((bucket) => (
              <tr key={bucket.id}>
                <th scope="row">
                  <a href={`#/buckets/${bucket.id}`}>{bucket.name}</a>
                </th>
                <td data-name="Holds">
                  {bucket.type === 'File'
                    ? 'audio files'
                    : bucket.type === 'DedupFile'
                      ? 'unique recordings'
                      : bucket.type}
                </td>
                <td data-name="Region">{bucket.region}</td>
                <td class="number" data-name="Entries">
                  {bucket.num.toLocaleString('en')}
                </td>
                <td class="number" data-name="Audio">
                  {bytesOf(Number(bucket.size))}
                </td>
                <td data-name="Made">{momentOf(bucket.created_at)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Pager page={page} last={answer?.meta.last_page ?? 1} onPage={setPage} />
    </>
  );
}
