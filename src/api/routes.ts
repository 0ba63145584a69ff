interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** In API Gateway's spelling: `/api/buckets/{bucket_id}`. */
  readonly path: string;
  /** The entry that answers: `files` is functions/files.ts. */
  readonly resource: string;
}

/** Every route of the API by its name; infra makes one HTTP API route of each. */
export const routes: Record<string, Route> = {
  createBucket: { method: 'POST', path: '/api/buckets', resource: 'buckets' },
  listBuckets: { method: 'GET', path: '/api/buckets', resource: 'buckets' },
  getBucket: { method: 'GET', path: '/api/buckets/{bucket_id}', resource: 'buckets' },
  updateBucket: { method: 'PUT', path: '/api/buckets/{bucket_id}', resource: 'buckets' },
  deleteBucket: { method: 'DELETE', path: '/api/buckets/{bucket_id}', resource: 'buckets' },
  addFile: { method: 'POST', path: '/api/buckets/{bucket_id}/files', resource: 'files' },
  listFiles: { method: 'GET', path: '/api/buckets/{bucket_id}/files', resource: 'files' },
  getFiles: { method: 'GET', path: '/api/buckets/{bucket_id}/files/{ids}', resource: 'files' },
  updateFile: { method: 'PUT', path: '/api/buckets/{bucket_id}/files/{ids}', resource: 'files' },
  deleteFiles: { method: 'DELETE', path: '/api/buckets/{bucket_id}/files/{ids}', resource: 'files' },
  createUpload: { method: 'POST', path: '/api/buckets/{bucket_id}/uploads', resource: 'uploads' },
  addDedupFile: { method: 'POST', path: '/api/buckets/{bucket_id}/dedup-files', resource: 'dedup-files' },
  listDedupFiles: { method: 'GET', path: '/api/buckets/{bucket_id}/dedup-files', resource: 'dedup-files' },
  getDedupFile: {
    method: 'GET',
    path: '/api/buckets/{bucket_id}/dedup-files/{file_id}',
    resource: 'dedup-files',
  },
  deleteDedupFiles: {
    method: 'DELETE',
    path: '/api/buckets/{bucket_id}/dedup-files/{acr_ids}',
    resource: 'dedup-files',
  },
  dump: { method: 'GET', path: '/api/buckets/{bucket_id}/dump', resource: 'dumps' },
  downloadDump: { method: 'GET', path: '/api/buckets/{bucket_id}/down/{task_id}', resource: 'dumps' },
  createToken: { method: 'POST', path: '/api/tokens', resource: 'tokens' },
  listTokens: { method: 'GET', path: '/api/tokens', resource: 'tokens' },
  deleteToken: { method: 'DELETE', path: '/api/tokens/{id}', resource: 'tokens' },
  health: { method: 'GET', path: '/api/health', resource: 'health' },
};
