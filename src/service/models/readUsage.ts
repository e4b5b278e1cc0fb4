import { z } from 'zod';
import type { ModelsUsage, UsageSum } from '../../protocol/modelMethods.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import type { StoreTransport } from '../../store/store.ts';

const sumSchema = z.object({
  requests: z.number(),
  estimated: z.number(),
  unpriced: z.number(),
  tokens_in: z.number(),
  tokens_out: z.number(),
  tokens_reasoning: z.number(),
  cost_usd: z.number(),
});
const reportSchema = z.object({
  days: z.array(sumSchema.extend({ day: z.string() })),
  keys: z.array(sumSchema.extend({ provider: z.string(), key_label: z.string() })),
  models: z.array(sumSchema.extend({ model: z.string() })),
});

/** What the store has kept of usage between two days. @throws ServiceFailure */
export async function readUsage(
  store: StoreTransport,
  days: { readonly since?: string | undefined; readonly until?: string | undefined },
): Promise<ModelsUsage> {
  const answer = await store.call('model_usage_report', {
    ...(days.since !== undefined && { since: days.since }),
    ...(days.until !== undefined && { until: days.until }),
  });
  if (!answer.ok) throw new ServiceFailure('refused', answer.error.message);
  const report = reportSchema.parse(answer.data);
  return {
    days: report.days.map((sum) => ({ day: sum.day, ...usageSum(sum) })),
    keys: report.keys.map((sum) => ({
      provider: sum.provider,
      keyLabel: sum.key_label,
      ...usageSum(sum),
    })),
    models: report.models.map((sum) => ({ model: sum.model, ...usageSum(sum) })),
  };
}

function usageSum(sum: z.infer<typeof sumSchema>): UsageSum {
  return {
    requests: sum.requests,
    estimated: sum.estimated,
    unpriced: sum.unpriced,
    tokensIn: sum.tokens_in,
    tokensOut: sum.tokens_out,
    tokensReasoning: sum.tokens_reasoning,
    costUsd: sum.cost_usd,
  };
}
