import { routes } from '#api/routes.ts';
import { ask } from '../asking/ask.ts';
import { useAnswer } from '../asking/use-answer.ts';
import { bytesOf, counted } from '../parts/amounts.ts';
import { Columns } from '../parts/columns.tsx';
import { Heading } from '../parts/heading.tsx';
import { Refused } from '../parts/refused.tsx';
import { type DayOfBucket, lookAtDay } from './day.ts';

/** What came in within the last day, and what could not be used. */
export function DayView() {
  const { answer, error, isAsking } = useAnswer(lookAtDay, []);
  const { answer: health } = useAnswer((signal) => ask(routes.getHealth, { signal }), []);
  return (
    <>
      <Heading title="The last day">
        {health && (
          <p class="quiet">
            {health.region} answers, version {health.version}. Requests, errors and queues of the whole
            deployment are on its dashboard in CloudWatch.
          </p>
        )}
      </Heading>
      <Refused error={error} />
      <p role="status">
        {isAsking && 'Looking…'}
        {answer?.length === 0 && 'No file came within 24 hours.'}
      </p>
      {answer && answer.length > 0 && (
        <table>
          <caption class="unseen">Files that came within 24 hours</caption>
          <Columns
            of={[
              'Bucket',
              { number: 'Came' },
              { number: 'Ready' },
              { number: 'Processing' },
              { number: 'Failed' },
              { number: 'Audio' },
            ]}
          />
          <tbody>
            {answer.map((day) => (
              <Row key={day.id} day={day} />
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Row({ day }: { day: DayOfBucket }) {
  const why = Map.groupBy(day.errors, (error) => error);
  return (
    <tr>
      <th scope="row">
        <a href={`#/buckets/${day.id}`}>{day.name}</a>
        {[...why].map(([sentence, of]) => (
          <p key={sentence} class="why">
            {counted(of.length, 'file')}: {sentence}
          </p>
        ))}
      </th>
      <td class="number" data-name="Came">
        {day.files.toLocaleString('en')}
        {day.isMore && ' and more'}
      </td>
      <td class="number" data-name="Ready">
        {day.ready}
      </td>
      <td class="number" data-name="Processing">
        {day.processing}
      </td>
      <td class="number" data-name="Failed">
        {day.errors.length}
      </td>
      <td class="number" data-name="Audio">
        {bytesOf(day.bytes)}
      </td>
    </tr>
  );
}
