import {
  presentDuplicates,
  presentDuplicatesOfFile,
  presentFootprint,
  presentGroups,
} from '#api/duplicates/routes.ts';
import { getDuplicates, getFootprint, listDuplicates } from '#domain/duplicates/listing.ts';
import { getDuplicatesOfFile } from '#domain/duplicates/of-file.ts';
import { api } from './http/api.ts';
import { deployment } from './services/deployment.ts';

export const handler = api({
  getDuplicatesOfFile: async ({ caller, params, query }) => {
    const { bucket_id: bucketId, ids: ref } = params;
    return presentDuplicatesOfFile(
      await getDuplicatesOfFile(deployment, caller, bucketId, ref, query.relation),
    );
  },

  getFootprint: async ({ caller, query: { match, bucket_id: bucketId } }) =>
    presentFootprint(await getFootprint(deployment, caller, match, bucketId)),

  listDuplicates: async ({ caller, query, url }) => {
    const { match, limit, bucket_id: bucketId } = query;
    const token = query['page-token'] ?? query.page_token;
    const itemsLimit = query['limit-items'] ?? query.limit_items ?? 20;
    const page = { token, limit, itemsLimit, bucketId };
    return presentGroups(await listDuplicates(deployment, caller, match, page), url);
  },

  getDuplicates: async ({ caller, params, query, url }) => {
    const { match, limit, bucket_id: bucketId } = query;
    const page = { token: query['page-token'] ?? query.page_token, limit, bucketId };
    return presentDuplicates(await getDuplicates(deployment, caller, match, params.hash, page), url);
  },
});
