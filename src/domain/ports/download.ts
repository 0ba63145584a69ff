/**
 * Downloads what an http or https URL names and hands its bytes to `keep`, resolving with what that answered. Bytes
 * that break off by accident are begun again: `keep` is then called anew, and what it rejected before must not
 * count. Rejects with DownloadFailed when the download cannot be, and with the error of `keep` when that fails.
 */
export type Download = <T>(url: string, keep: (bytes: AsyncIterable<Uint8Array>) => Promise<T>) => Promise<T>;

/** It cannot be downloaded, now or later. The message is a sentence for the person who named the URL. */
export class DownloadFailed extends Error {
  override readonly name = 'DownloadFailed';
}
