import { routes } from '#api/routes.ts';
import { ask } from '../asking/ask.ts';

const DAY = 24 * 3600 * 1000;
const A_PAGE = 100;
/** Newest files that are looked at in a bucket, at most. */
const MOST = 1000;
const BUCKETS = 100;

/** What came into a bucket within the last 24 hours. */
export interface DayOfBucket {
  readonly id: number;
  readonly name: string;
  readonly files: number;
  readonly ready: number;
  readonly processing: number;
  readonly bytes: number;
  /** Of what could not be used. */
  readonly errors: readonly string[];
  /** There was more than was looked at. */
  readonly isMore: boolean;
}

/** What came into the account's buckets of files within the last 24 hours. */
export async function lookAtDay(signal: AbortSignal): Promise<DayOfBucket[]> {
  const query = { type: 'File', per_page: BUCKETS };
  const { data } = await ask(routes.listBuckets, { query, signal });
  const days: DayOfBucket[] = [];
  for (const { id, name, num } of data) if (num > 0) days.push(await dayOf(id, name, signal));
  return days.filter(({ files }) => files > 0);
}

async function dayOf(id: number, name: string, signal: AbortSignal): Promise<DayOfBucket> {
  const since = Date.now() - DAY;
  const files = [];
  let isMore = true;
  for (let page = 1; isMore && files.length < MOST; page++) {
    const query = { sort: 'id', order: 'desc', page, per_page: A_PAGE };
    const { data } = await ask(routes.listFiles, { params: { bucket_id: id }, query, signal });
    const ofDay = data.filter(({ created_at }) => Date.parse(created_at) >= since);
    files.push(...ofDay);
    isMore = ofDay.length === A_PAGE;
  }
  return {
    id,
    name,
    files: files.length,
    ready: files.filter(({ state }) => state === 1).length,
    processing: files.filter(({ state }) => state === 0).length,
    bytes: files.reduce((sum, { size }) => sum + (size ?? 0), 0),
    errors: files.flatMap(({ error }) => error ?? []),
    isMore,
  };
}
