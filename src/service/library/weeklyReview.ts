import { z } from 'zod';
import { type WeeklyReviewContent, weeklyReviewMarkdown } from '../../core/library/weeklyReviewMarkdown.ts';
import { storeData } from '../search/storeData.ts';
import { scoped, type WorkspaceScope } from './readStore.ts';

export const weeklyReviewSchema = z.strictObject({
  since: z.string().optional(),
  until: z.string().optional(),
  workspaceId: z.uuid().optional(),
});

const pattern = z.looseObject({
  title: z.string(),
  applied_count: z.number().default(0),
  successes: z.number().default(0),
  failures: z.number().default(0),
});
const named = z.looseObject({ title: z.string() });

const reviewSchema = z.looseObject({
  since: z.string().optional(),
  until: z.string().optional(),
  most_used: z.array(pattern),
  least_successful: z.array(pattern),
  gaps: z.array(
    z.looseObject({ name: z.string(), fired: z.number().default(0), fixed: z.number().default(0) }),
  ),
  noisy_rules: z.array(
    z.looseObject({
      name: z.string(),
      fired: z.number().default(0),
      share: z.number().default(0),
      proposal: z.string().default(''),
      reason: z.string().default(''),
    }),
  ),
  relations_to_confirm: z.array(
    z.looseObject({ kind: z.string(), strength: z.number(), from: named, to: named }),
  ),
  counts: z.record(z.string(), z.number()),
});

/** The review as the store makes it, with its page. */
export async function weeklyReview(
  scope: WorkspaceScope,
  { since, until }: { readonly since?: string | undefined; readonly until?: string | undefined },
): Promise<Readonly<Record<string, unknown>> & { readonly markdown: string }> {
  const request = { ...(since !== undefined && { since }), ...(until !== undefined && { until }) };
  const review = await storeData(
    scope.store,
    'weekly_review',
    scoped(scope, request),
    reviewSchema,
    scope.signal,
  );
  const { since: from, until: to, ...parts } = review;
  const content: WeeklyReviewContent = {
    ...parts,
    ...(from !== undefined && { since: from }),
    ...(to !== undefined && { until: to }),
  };
  return { ...review, markdown: weeklyReviewMarkdown(content) };
}
