import { presentPage, rangeOf } from '#api/answers/pages.ts';
import { presentBucket, presentSingleBucket } from '#api/buckets/routes.ts';
import {
  createBucket,
  deleteBucket,
  getBucket,
  listBuckets,
  updateBucket,
  wrongRegion,
} from '#domain/buckets/buckets.ts';
import { api } from './http/api.ts';
import { deployment } from './services/deployment.ts';
import { logger } from './services/logger.ts';

export const handler = api(
  {
    createBucket: async ({ caller, body, attempt }) =>
      presentSingleBucket(
        await createBucket(
          deployment,
          caller,
          {
            name: body.name,
            type: body.type,
            region: body.region,
            netType: body.net_type ?? 1,
            labels: body.labels ?? [],
            metadataTemplate: body.metadata_template ?? null,
          },
          attempt,
        ),
      ),

    listBuckets: async ({ caller, query, url }) => {
      const { region, type, search } = query;
      const list = { region, type, search, ...rangeOf(query) };
      const { buckets, total, missing } = await listBuckets(deployment, caller, list);
      const page = presentPage(url, query, buckets.map(presentBucket), total);
      if (missing.length > 0) logger.warn('regions missing', { regions: missing });
      return {
        ...page,
        meta: {
          ...page.meta,
          per_page: query.per_page,
          ...(missing.length > 0 && { missing_regions: missing }),
        },
      };
    },

    getBucket: async ({ caller, params }) =>
      presentSingleBucket(await getBucket(deployment, caller, params.bucket_id)),

    updateBucket: async ({ caller, params, body }) => {
      const { name, labels, metadata_template: metadataTemplate, region, type, net_type: netType } = body;
      const changes = {
        ...(name !== undefined && { name }),
        ...(labels && { labels }),
        ...(metadataTemplate !== undefined && { metadataTemplate }),
      };
      const fixed = { region, type, net_type: netType };
      return presentSingleBucket(await updateBucket(deployment, caller, params.bucket_id, changes, fixed));
    },

    deleteBucket: ({ caller, params }) => deleteBucket(deployment, caller, params.bucket_id),
  },
  {
    createBucket: ({ region }) =>
      typeof region === 'string' && region !== '' ? wrongRegion(deployment, region) : {},
  },
);
