import { keysOf } from '#aws/objects/arrivals.ts';
import { processObject } from '#domain/files/processing.ts';
import type { File } from '#domain/ports/file.ts';
import { deployment } from '#functions/services/deployment.ts';
import { download } from '#functions/services/download.ts';
import { logger } from '#functions/services/logger.ts';
import { eachMessage } from '#functions/services/queue.ts';
import { listen } from '#media/listen.ts';

/** An upload or job arrived under inbox/: listen to it, or to what it names, and settle its file. */
export const handler = eachMessage(async (body) => {
  for (const key of keysOf(body)) {
    await processObject(deployment, { listen, download, about }, key);
    logger.info('processed', { key });
  }
});

/** Every further line of this message tells of which file it is, and which request sent it. */
function about({ acrId, bucketId, request }: File): void {
  logger.appendKeys({ acr_id: acrId, bucket: bucketId, request_id: request });
}
