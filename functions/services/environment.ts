import * as z from 'zod';
import type { Names } from '#aws/names.ts';

/** What infra/ puts into the environment of every function. */
const environment = z.object({
  AWS_REGION: z.string(),
  REFRAIN_REGIONS: z.string().transform((regions) => regions.split(',')),
  REFRAIN_RECORDS_TABLE: z.string(),
  REFRAIN_INDEX_TABLE: z.string(),
  REFRAIN_OBJECTS_BUCKET: z.string(),
  REFRAIN_RECORDINGS_QUEUE: z.string(),
  REFRAIN_DUMPS_QUEUE: z.string(),
  /** JSON: by region, tables that have other names there. */
  REFRAIN_RESTORED: z
    .string()
    .default('{}')
    .transform((json): unknown => JSON.parse(json))
    .pipe(
      z.record(
        z.string(),
        z.object({ records: z.string().exactOptional(), index: z.string().exactOptional() }),
      ),
    ),
});

/** The region a function runs in, and what everything is called. Throws when its environment lacks something. */
export function readEnvironment(variables: NodeJS.ProcessEnv): { region: string; names: Names } {
  const found = environment.parse(variables);
  return {
    region: found.AWS_REGION,
    names: {
      regions: found.REFRAIN_REGIONS,
      recordsTable: found.REFRAIN_RECORDS_TABLE,
      indexTable: found.REFRAIN_INDEX_TABLE,
      objectsBucket: found.REFRAIN_OBJECTS_BUCKET,
      recordingsQueue: found.REFRAIN_RECORDINGS_QUEUE,
      dumpsQueue: found.REFRAIN_DUMPS_QUEUE,
      restored: found.REFRAIN_RESTORED,
    },
  };
}

/** How the URLs of answers begin where the API has a domain of its own; undefined: as it was called. */
export const readOrigin = ({ REFRAIN_API_ORIGIN: origin }: NodeJS.ProcessEnv): string | undefined => origin;

/**
 * `REFRAIN_ALLOWED_HOSTS=127.0.0.1:8123,nas.local:80` lets `audio_url` reach these hosts and ports though they are not
 * public: for trials and tests on one machine. The local run hands it on; infra/ never sets it.
 */
export function readAllowedHosts({ REFRAIN_ALLOWED_HOSTS = '' }: NodeJS.ProcessEnv): string[] {
  return REFRAIN_ALLOWED_HOSTS.split(',').flatMap((host) => host.trim().toLowerCase() || []);
}
