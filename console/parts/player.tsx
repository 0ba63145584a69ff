import { useState } from 'preact/hooks';
import { routes } from '#api/routes.ts';
import { ask } from '../asking/ask.ts';
import { Refused } from './refused.tsx';

interface Played {
  readonly file: { readonly id: number; readonly bucket_id: number; readonly title: string };
}

/** Where a file's audio is, for five minutes. */
export async function addressOf({ file }: Played): Promise<string> {
  const { data } = await ask(routes.getAudioOfFile, { params: { bucket_id: file.bucket_id, ids: file.id } });
  return data.url;
}

/** Plays a stored file, once it is asked for. */
export function Player({ file }: Played) {
  const [address, setAddress] = useState<string>();
  const [error, setError] = useState<unknown>();
  const play = () => addressOf({ file }).then(setAddress, setError);
  const fail = () => setError(new Error('This browser cannot play it, or its address has lapsed.'));
  return (
    <div class="player">
      {address === undefined ? (
        <button type="button" aria-label={`Play ${file.title}`} onClick={play}>
          Play
        </button>
      ) : (
        // biome-ignore lint/a11y/useMediaCaption: what is said in music nobody has written down.
        <audio controls autoplay src={address} aria-label={file.title} onError={fail} />
      )}
      <Refused error={error} />
    </div>
  );
}
