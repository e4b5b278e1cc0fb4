import type { AgentName, UsageFigures } from '../../protocol/consult.ts';
import type { ConsultParts } from './consultParts.ts';
import type { LiveConsultation } from './liveConsultation.ts';

/** Adds one call's tokens to what a consultation took, and writes them down; returns what they cost, where that is known. */
export function noteUsage(
  live: LiveConsultation,
  models: Pick<ConsultParts['models'], 'cost'>,
  agent: AgentName,
  { model, tokensIn, tokensOut, tokensReasoning, method }: UsageFigures,
): number | undefined {
  const used = {
    model,
    tokensIn,
    tokensOut,
    ...(tokensReasoning !== undefined && { tokensReasoning }),
    method,
  };
  const costUsd = models.cost(used);
  const { record } = live;
  live.set({
    tokensIn: record.tokensIn + tokensIn,
    tokensOut: record.tokensOut + tokensOut,
    ...(costUsd !== undefined && { costUsd: (record.costUsd ?? 0) + costUsd }),
  });
  live.note({ kind: 'usage', agent, usage: { ...used, ...(costUsd !== undefined && { costUsd }) } });
  return costUsd;
}
