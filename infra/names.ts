// Names are the same in every region and known before anything is deployed, so that a function
// can reach, and be granted, another region's stores without a reference between stacks.
export const recordsTable = 'refrain-records';
export const indexTable = 'refrain-index';
export const recordingsQueue = 'refrain-recordings';
export const dumpsQueue = 'refrain-dumps';

/** The start of every region's bucket name: S3 names are global, the account makes ours unique. */
export const objectsBucketOf = (account: string) => `refrain-${account}`;
