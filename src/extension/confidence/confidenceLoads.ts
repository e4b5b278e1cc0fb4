import type {
  ConfidenceBehind,
  ConfidenceFigures,
  ConfidenceList,
  ConfidenceView,
} from '../../protocol/confidencePanel.ts';
import { filtersOf } from './confidenceFilters.ts';
import type { ConfidenceGateway } from './confidenceGateway.ts';

/** Everything that the charts of a view draw, as it is at this time. */
export async function loadFigures(
  confidence: ConfidenceGateway,
  view: ConfidenceView,
  signal: AbortSignal,
): Promise<ConfidenceFigures> {
  const { bucket, days, model, method, requestType } = view;
  const overview = await confidence.overview({ filters: filtersOf(view, Date.now()), bucket }, signal);
  const asked = {
    bucket,
    ...(days !== undefined && { days }),
    ...(model !== undefined && { model }),
    ...(method !== undefined && { method }),
    ...(requestType !== undefined && { requestType }),
  };
  return { ...overview, asked };
}

/** The answers behind a point. */
export async function loadScores(
  confidence: ConfidenceGateway,
  asked: ConfidenceBehind,
  signal: AbortSignal,
): Promise<ConfidenceList> {
  const { filters, limit } = asked;
  return { ...(await confidence.scores({ filters, limit }, signal)), asked };
}
