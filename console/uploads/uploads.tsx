import { useState } from 'preact/hooks';
import { bytesOf, counted, timeOf } from '../parts/amounts.ts';
import { DropZone } from '../parts/drop-zone.tsx';
import { type Found, filesChosen, filesDropped, isBeside } from './folder.ts';
import type { Progress, Queue } from './queue.ts';
import { useProgress } from './use-progress.ts';

/** Takes files and folders, dropped or chosen, and tells how far their sending is. */
export function Uploads({ queue }: { queue: Queue }) {
  const [beside, setBeside] = useState(0);
  const progress = useProgress(queue);
  const take = (found: readonly Found[]) => {
    const wanted = found.filter((each) => !isBeside(each));
    setBeside(found.length - wanted.length);
    void queue.add(wanted);
  };
  return (
    <section aria-label="Upload">
      <DropZone onDrop={async (dropped) => take(await filesDropped(dropped))}>
        <p>Drop audio files or folders here, or choose</p>
        <Chosen name="files" onChosen={take} />
        <Chosen name="a folder" isFolder onChosen={take} />
      </DropZone>
      {progress.files > 0 && <Told progress={progress} beside={beside} />}
      {progress.failed.length > 0 && (
        <details>
          <summary>{counted(progress.failed.length, 'file')} could not be sent</summary>
          <ul>
            {progress.failed.slice(0, 100).map(({ found, why }) => (
              <li key={found.path}>
                <code>{found.path}</code>: {why}
              </li>
            ))}
          </ul>
          <button type="button" onClick={() => queue.again()}>
            Send them again
          </button>
        </details>
      )}
    </section>
  );
}

function Told({ progress, beside }: { progress: Progress; beside: number }) {
  const { files, filesSent, bytes, bytesSent, isSending, since } = progress;
  const rate = bytesSent / Math.max(1, since / 1000);
  const left =
    isSending && rate > 0 ? `, ${bytesOf(rate)} a second, ${timeOf((bytes - bytesSent) / rate)} left` : '';
  return (
    <>
      <progress aria-label="Sent" max={Math.max(1, bytes)} value={bytes === 0 ? 1 : bytesSent} />
      <p>
        {filesSent} of {counted(files, 'file')} sent, {bytesOf(bytesSent)} of {bytesOf(bytes)}
        {left}.{beside > 0 && ` ${counted(beside, 'file')} that lay beside them: left out.`}
      </p>
      <p class="unseen" role="status">
        {!isSending && `${filesSent} of ${counted(files, 'file')} sent.`}
      </p>
    </>
  );
}

interface Choice {
  readonly name: string;
  readonly isFolder?: true;
  readonly onChosen: (found: readonly Found[]) => void;
}

function Chosen({ name, isFolder, onChosen }: Choice) {
  return (
    <label class="button">
      {name}
      <input
        type="file"
        class="unseen"
        multiple
        {...(isFolder && { webkitdirectory: true })}
        onChange={(event) => {
          onChosen(filesChosen(event.currentTarget.files ?? []));
          // So that the same ones can be chosen again.
          event.currentTarget.value = '';
        }}
      />
    </label>
  );
}
