/** A file to send, and where it lay in what was chosen: `Album/01.mp3`. */
export interface Found {
  readonly path: string;
  readonly file: File;
}

/** All files of what was dropped, folders and what is in them too. To be called while the event is handled. */
export async function filesDropped(dropped: DataTransfer): Promise<Found[]> {
  const items = [...dropped.items].filter(({ kind }) => kind === 'file');
  const entries = items.map((item) => item.webkitGetAsEntry());
  // What a script drops has no entries.
  if (entries.some((entry) => entry === null)) return filesChosen(dropped.files);
  return (await Promise.all(entries.map((entry) => (entry ? within(entry) : [])))).flat();
}

/** All files of an input, of a folder too. */
export const filesChosen = (files: Iterable<File>): Found[] =>
  [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));

async function within(entry: FileSystemEntry): Promise<Found[]> {
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject));
    return [{ path: entry.fullPath.replace(/^\//, ''), file }];
  }
  if (!isFolder(entry)) return [];
  const found: Found[] = [];
  const reader = entry.createReader();
  for (;;) {
    // It gives a hundred at a time, and none at the end.
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (some.length === 0) return found;
    for (const each of some) found.push(...(await within(each)));
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory;

/** Whether it is one of the files that lie beside music: covers, lists, what systems hide. */
export const isBeside = ({ file }: Found): boolean =>
  file.name.startsWith('.') ||
  /^(image|text)\/|pdf$/.test(file.type) ||
  /\.(db|ini|cue|log|m3u8?|nfo|sfv|pls|url|lnk)$/i.test(file.name);
