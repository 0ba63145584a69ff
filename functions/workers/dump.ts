import * as z from 'zod';
import { presentFile } from '#api/files.ts';
import { runDump } from '#domain/dumps.ts';
import { deployment } from '#functions/services/deployment.ts';
import { eachMessage } from '#functions/services/queue.ts';

const message = z.object({ bucketId: z.int(), taskId: z.string() });

/** A dump was asked for: write it. */
export const handler = eachMessage(async (body) => {
  const { bucketId, taskId } = message.parse(JSON.parse(body));
  await runDump(deployment, bucketId, taskId, (file) => JSON.stringify(presentFile(file)));
});
