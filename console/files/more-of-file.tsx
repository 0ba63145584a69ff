import { useState } from 'preact/hooks';
import * as z from 'zod';
import { routes } from '#api/routes.ts';
import { ask, tell } from '../asking/ask.ts';
import { Player } from '../parts/player.tsx';
import { Refused } from '../parts/refused.tsx';
import type { FileRecord } from './list.ts';

interface More {
  readonly file: FileRecord;
  readonly onChanged: () => void;
}

const fields = z.record(z.string(), z.unknown(), 'Metadata must be a JSON object.');

/** A file to hear, its metadata to change, and the file to delete. */
export function MoreOfFile({ file, onChanged }: More) {
  const [error, setError] = useState<unknown>();
  const [isSaved, setSaved] = useState(false);
  const params = { bucket_id: file.bucket_id, ids: file.id };

  const trying = async (step: () => Promise<unknown>) => {
    try {
      await step();
      setError(undefined);
      onChanged();
    } catch (refused) {
      setError(refused);
    }
  };
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const text = String(new FormData(event.currentTarget).get('metadata'));
    void trying(async () => {
      await ask(routes.updateFile, { params, json: { user_defined: fields.parse(readObject(text)) } });
      setSaved(true);
    });
  };
  const remove = () => {
    if (!confirm(`Delete ${file.title} for good?`)) return;
    void trying(() => tell(routes.deleteFiles, { params }));
  };
  return (
    <>
      <dl class="facts">
        <dt>id</dt>
        <dd>{file.id}</dd>
        <dt>acr_id</dt>
        <dd>
          <code>{file.acr_id}</code>
        </dd>
        {file.audio_id !== '' && (
          <>
            <dt>audio_id</dt>
            <dd>{file.audio_id}</dd>
          </>
        )}
        {file.notice !== null && (
          <>
            <dt>notice</dt>
            <dd>{file.notice}</dd>
          </>
        )}
      </dl>
      {file.size !== null && <Player file={file} />}
      <form onSubmit={save}>
        <label>
          Metadata, a JSON object
          <textarea
            name="metadata"
            rows={4}
            spellcheck={false}
            onInput={() => setSaved(false)}
            defaultValue={JSON.stringify(file.user_defined, undefined, 2)}
          />
        </label>
        <button type="submit">Save metadata</button>{' '}
        <button type="button" class="danger" onClick={remove}>
          Delete this file
        </button>
        <span role="status"> {isSaved && 'Saved.'}</span>
      </form>
      <Refused error={error} />
    </>
  );
}

function readObject(text: string): unknown {
  try {
    return JSON.parse(text.trim() || '{}');
  } catch {
    throw new Error('Metadata must be a JSON object, such as {"isrc": "GBAAA2400001"}.');
  }
}
