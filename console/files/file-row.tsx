import { useState } from 'preact/hooks';
import { routes } from '#api/routes.ts';
import { ask } from '../asking/ask.ts';
import { bytesOf, momentOf, timeOf } from '../parts/amounts.ts';
import { Editable } from '../parts/editable.tsx';
import { type FileRecord, states } from './list.ts';
import { MoreOfFile } from './more-of-file.tsx';

interface Row {
  readonly file: FileRecord;
  readonly onChanged: () => void;
}

/** A file of the list; more of it in a row below, when asked for. */
export function FileRow({ file, onChanged }: Row) {
  const [isOpen, setOpen] = useState(false);
  const rename = async (title: string) => {
    const params = { bucket_id: file.bucket_id, ids: file.id };
    await ask(routes.updateFile, { params, json: { title } });
    onChanged();
  };
  const sound = [file.format, file.bit_rate && `${Math.round(file.bit_rate / 1000)} kbit/s`];
  return (
    <>
      <tr>
        <th scope="row">
          <Editable name="Title" value={file.title} onChange={rename} />
        </th>
        <td data-name="State">
          <span class={`state ${states[file.state]}`}>{states[file.state]}</span>
          {file.error !== null && <p class="why">{file.error}</p>}
        </td>
        <td class="number" data-name="Length">
          {file.state === 1 ? timeOf(Number(file.duration)) : ''}
        </td>
        <td class="number" data-name="Size">
          {file.size === null ? '' : bytesOf(file.size)}
        </td>
        <td data-name="Sound">{sound.filter(Boolean).join(', ')}</td>
        <td data-name="Added">{momentOf(file.created_at)}</td>
        <td>
          <button
            type="button"
            aria-expanded={isOpen}
            aria-label={`More of ${file.title}`}
            onClick={() => setOpen(!isOpen)}
          >
            {isOpen ? 'Less' : 'More'}
          </button>
        </td>
      </tr>
      {isOpen && (
        <tr class="more">
          <td colSpan={7}>
            <MoreOfFile file={file} onChanged={onChanged} />
          </td>
        </tr>
      )}
    </>
  );
}
