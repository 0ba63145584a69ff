import * as z from 'zod';
import type { Placement } from '#domain/ports/entry.ts';

/** How one recording is related to another. */
export const relation = z
  .enum(['same', 'edit', 'excerpt', 'whole', 'overlap'])
  .describe(
    '`same`: the same recording. `edit`: that with something cut out, put in or laid over it. `excerpt`: what is asked about is a stretch of this one; `whole`: this one is a stretch of it. `overlap`: both hold the same stretch and go on differently.',
  );

/** How a recording lies on the one it is held against, as answers tell it. */
export const placement = {
  similarity: z.number().min(0).max(1),
  offset: z.number().describe('Seconds by which it starts after the other; negative: before.'),
  overlap: z.number().describe('Seconds that both sound.'),
  speed: z.number().describe('Its speed over the other’s; 1 is equal.'),
};

const round = (value: number, digits: number) => Number(value.toFixed(digits));

export const presentPlacement = ({ similarity, offset, overlap, speed }: Placement) => ({
  similarity: round(similarity, 4),
  offset: round(offset, 3),
  overlap: round(overlap, 3),
  speed: round(speed, 4),
});
