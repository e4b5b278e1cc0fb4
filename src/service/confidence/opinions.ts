import { z } from 'zod';
import type { ModelOpinion } from '../../protocol/confidence.ts';

const opinionsSchema = z.object({
  models: z.array(z.object({ model: z.string(), agrees: z.boolean(), text: z.string() })),
});

/** What several models said, as it is kept with a score; none where it was kept in another shape. */
export function readOpinions(kept: unknown): readonly ModelOpinion[] {
  return opinionsSchema.safeParse(kept).data?.models ?? [];
}
