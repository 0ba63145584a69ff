import type * as z from 'zod';
import type { routes } from '#api/routes.ts';

/** A file as the API tells it. */
export type FileRecord = z.output<typeof routes.listFiles.answer>['data'][number];

/** What of a bucket's files is shown. */
export interface Wanted {
  readonly page: number;
  readonly search: string;
  readonly state: string;
  readonly order: string;
}

export const PER_PAGE = 50;

export const states: Readonly<Record<FileRecord['state'], string>> = {
  0: 'processing',
  1: 'ready',
  '-1': 'failed',
};

/** The orders there are, each with what is asked for. */
export const orders: Readonly<Record<string, { name: string; sort: string; order: string }>> = {
  newest: { name: 'the newest first', sort: 'id', order: 'desc' },
  oldest: { name: 'the oldest first', sort: 'id', order: 'asc' },
  state: { name: 'by state', sort: 'status', order: 'asc' },
};
