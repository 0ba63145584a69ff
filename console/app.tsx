import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { forgetToken, readToken } from './asking/session.ts';
import { BucketView } from './buckets/bucket-view.tsx';
import { BucketsView } from './buckets/buckets-view.tsx';
import { DayView } from './day/day-view.tsx';
import { DuplicatesView } from './duplicates/duplicates-view.tsx';
import { usePlace } from './parts/place.ts';
import { SignIn } from './sign-in.tsx';
import { TokensView } from './tokens/tokens-view.tsx';

const views = [
  { name: 'Buckets', place: '' },
  { name: 'Duplicates', place: 'duplicates' },
  { name: 'The last day', place: 'day' },
  { name: 'Tokens', place: 'tokens' },
];

/** The whole page: who is there, where one can go, and the view one is at. */
export function App() {
  const [isKnown, setKnown] = useState(readToken() !== null);
  const place = usePlace();
  if (!isKnown) return <SignIn onToken={() => setKnown(true)} />;
  const leave = () => {
    forgetToken();
    // With all that is under way.
    location.hash = '';
    location.reload();
  };
  return (
    <>
      <header class="top">
        <span class="brand">Refrain</span>
        <nav aria-label="Views">
          <ul>
            {views.map(({ name, place: there }) => (
              <li key={there}>
                <a href={`#/${there}`} aria-current={isAt(place, there) ? 'page' : undefined}>
                  {name}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <button type="button" onClick={leave}>
          Leave
        </button>
      </header>
      <main>{viewAt(place)}</main>
    </>
  );
}

const isAt = ([first = '']: readonly string[], there: string) =>
  first === there || (there === '' && first === 'buckets');

function viewAt([first, id, part = '']: readonly string[]): ComponentChildren {
  if (first === 'buckets' && id !== undefined) return <BucketView key={id} id={Number(id)} part={part} />;
  if (first === 'duplicates') return <DuplicatesView />;
  if (first === 'day') return <DayView />;
  if (first === 'tokens') return <TokensView />;
  return <BucketsView />;
}
