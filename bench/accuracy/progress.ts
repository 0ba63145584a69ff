/** Tells on the terminal how far a stage is; a line every tenth where nobody watches. */
export function progressOf(stage: string, of: number): (count: number) => void {
  const { stderr } = process;
  let told = -1;
  return (count) => {
    const tenth = Math.floor((10 * count) / of);
    if (stderr.isTTY) stderr.write(`\r\x1b[K${stage}: ${count} of ${of}${count === of ? '\n' : ''}`);
    else if (tenth > told) stderr.write(`${stage}: ${count} of ${of}\n`);
    told = tenth;
  };
}
