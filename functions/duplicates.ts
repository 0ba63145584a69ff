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
  getDuplicatesOfFile: async ({ caller, params }) =>
    presentDuplicatesOfFile(await getDuplicatesOfFile(deployment, caller, params.bucket_id, params.ids)),

  getFootprint: async ({ caller, query }) =>
    presentFootprint(await getFootprint(deployment, caller, query.match)),

  listDuplicates: async ({ caller, query }) => {
    const { match, 'page-token': token, limit, 'limit-items': itemsLimit } = query;
    return presentGroups(await listDuplicates(deployment, caller, match, { token, limit, itemsLimit }));
  },

  getDuplicates: async ({ caller, params, query }) => {
    const { match, 'page-token': token, limit } = query;
    return presentDuplicates(await getDuplicates(deployment, caller, match, params.hash, { token, limit }));
  },
});
