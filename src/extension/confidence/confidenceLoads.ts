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
  const { place: _, split: _1, behind: _2, score: _3, ...asked } = view;
  const filters = filtersOf(view, Date.now());
  return { ...(await confidence.overview({ filters, bucket: view.bucket }, signal)), asked };
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
