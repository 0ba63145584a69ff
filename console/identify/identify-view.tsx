import { useState } from 'preact/hooks';
import type * as z from 'zod';
import { routes } from '#api/routes.ts';
import { ask } from '../asking/ask.ts';
import { timeOf } from '../parts/amounts.ts';
import { Columns } from '../parts/columns.tsx';
import { DropZone } from '../parts/drop-zone.tsx';
import { Refused } from '../parts/refused.tsx';

type Found = z.output<typeof routes.identifySample.answer>['data'];

/** The most that a call carries; of most audio the beginning is enough to be known by. */
const MOST_BYTES = 4_500_000;

/** Takes a clip and tells in which recordings of the bucket it sounds. */
export function IdentifyView({ bucketId }: { bucketId: number }) {
  const [found, setFound] = useState<Found>();
  const [name, setName] = useState('');
  const [error, setError] = useState<unknown>();
  const [isAsking, setAsking] = useState(false);
  const listen = async (file: File | undefined) => {
    if (!file) return;
    setAsking(true);
    setName(file.name);
    const form = new FormData();
    form.set('file', file.slice(0, MOST_BYTES), file.name);
    try {
      setFound((await ask(routes.identifySample, { params: { bucket_id: bucketId }, form })).data);
      setError(undefined);
    } catch (refused) {
      setFound(undefined);
      setError(refused);
    }
    setAsking(false);
  };
  return (
    <section aria-label="Identify">
      <DropZone onDrop={(dropped) => listen(dropped.files[0])}>
        <p>Drop a clip of 5 s or more here, or choose</p>
        <label class="button">
          a clip
          <input type="file" class="unseen" onChange={(event) => listen(event.currentTarget.files?.[0])} />
        </label>
      </DropZone>
      <Refused error={error} />
      <p role="status">
        {isAsking && `Listening to ${name}…`}
        {!isAsking && found?.length === 0 && `${name} sounds in no recording of this bucket.`}
        {!isAsking && found && found.length > 0 && `${name} sounds in:`}
      </p>
      {found && found.length > 0 && (
        <table>
          <caption class="unseen">Where {name} sounds</caption>
          <Columns of={['Recording', 'Relation', { number: 'At' }, { number: 'For' }, { number: 'Alike' }]} />
          <tbody>
            {found.map(({ id, acr_id, title, relation, offset, overlap, similarity }) => (
              <tr key={acr_id}>
                <th scope="row">{title ?? id}</th>
                <td data-name="Relation">{relation}</td>
                <td class="number" data-name="At">
                  {timeOf(Math.max(0, offset))}
                </td>
                <td class="number" data-name="For">
                  {timeOf(overlap)}
                </td>
                <td class="number" data-name="Alike">
                  {(100 * similarity).toFixed(1)} %
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
