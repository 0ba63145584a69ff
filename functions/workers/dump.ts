import * as z from 'zod';
import { presentFile } from '#api/files/file.ts';
import { writeDump } from '#domain/dumps/writing.ts';
import type { File } from '#domain/ports/file.ts';
import { deployment } from '#functions/services/deployment.ts';
import { logger } from '#functions/services/logger.ts';
import { eachMessage } from '#functions/services/queue.ts';

const message = z.object({ bucketId: z.int(), taskId: z.string() });

/** A dump was asked for: write it. */
export const handler = eachMessage(async (body, deadline) => {
  const { bucketId, taskId } = message.parse(JSON.parse(body));
  logger.appendKeys({ bucket: bucketId, task: taskId });
  const line = (file: File) => JSON.stringify(presentFile(file));
  await writeDump(deployment, bucketId, taskId, line, deadline);
});
