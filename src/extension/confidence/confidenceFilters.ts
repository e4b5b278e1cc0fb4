import type { ConfidenceFilters } from '../../protocol/confidence.ts';
import type { ConfidenceView } from '../../protocol/confidencePanel.ts';

const DAY_MS = 86_400_000;
/** Without a beginning the store looks back over a part only; longer than this no answer is kept. */
const DAYS_OF_ALL = 3_660;

/** What a view asks of the service, at this time. */
export function filtersOf(
  { days, from, to, models, methods, requestTypes }: ConfidenceView,
  nowMs: number,
): ConfidenceFilters {
  return {
    from: from ?? new Date(nowMs - (days ?? DAYS_OF_ALL) * DAY_MS).toISOString(),
    ...(to !== undefined && { to }),
    ...(models && { models }),
    ...(methods && { methods }),
    ...(requestTypes && { requestTypes }),
  };
}
