import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

interface Zone {
  readonly onDrop: (dropped: DataTransfer) => void;
  readonly children: ComponentChildren;
}

/** A place to drop files on; who has no mouse takes what is in it. */
export function DropZone({ onDrop, children }: Zone) {
  const [isOver, setOver] = useState(false);
  const over = (event: DragEvent) => {
    event.preventDefault();
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (event.dataTransfer) onDrop(event.dataTransfer);
  };
  return (
    <fieldset
      class={isOver ? 'drop over' : 'drop'}
      onDragOver={over}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {children}
    </fieldset>
  );
}
