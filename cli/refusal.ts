/** What was asked cannot be done; the message says why to the person at the terminal. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
}

/** A system's error in words. */
export function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read';
  if (code === 'ENOENT') return 'is not there';
  if (code === 'ELOOP') return 'is a link that leads to itself';
  if (code === 'EIO') return 'cannot be read: the disk fails at it';
  if (code === 'ENOSPC') return 'finds no room on the disk';
  return message;
}
