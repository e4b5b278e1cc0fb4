import type { ConfidenceFilters } from '../../protocol/confidence.ts';
import type { ConfidenceView } from '../../protocol/confidencePanel.ts';

const DAY_MS = 86_400_000;

/** What a view asks of the service, at this time. */
export function filtersOf(
  { days, model, method, requestType }: ConfidenceView,
  nowMs: number,
): ConfidenceFilters {
  return {
    ...(days !== undefined && { from: new Date(nowMs - days * DAY_MS).toISOString() }),
    ...(model !== undefined && { models: [model] }),
    ...(method !== undefined && { methods: [method] }),
    ...(requestType !== undefined && { requestTypes: [requestType] }),
  };
}
