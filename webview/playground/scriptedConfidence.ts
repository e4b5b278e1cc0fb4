import type { ConfidenceAction, ConfidenceView } from '../../src/protocol/confidencePanel.ts';
import type { PanelAnswer, PanelResources, ResourceName } from '../../src/protocol/panel.ts';
import { type ConfidenceScene, SAMPLE_SCORES, sampleDetail, sampleOverview } from './sampleConfidence.ts';

type Send = <Name extends ResourceName>(name: Name, value: PanelResources[Name]) => void;

/** Scores from memory, for looking at the panel without the editor. */
export class ScriptedConfidence {
  readonly #scene: ConfidenceScene;
  readonly #send: Send;
  readonly #reviews = new Map<string, 0 | 1>();
  #changes = 0;

  constructor(scene: ConfidenceScene, send: Send) {
    this.#scene = scene;
    this.#send = send;
  }

  show({ place: _, split: _1, behind, score: _2, ...asked }: ConfidenceView): void {
    const { bucket, from = '', to = '\uffff', models, methods, requestTypes } = asked;
    const overview = sampleOverview(this.#scene, bucket);
    const trends = overview.trends.filter(
      (point) =>
        (models ?? [point.model]).includes(point.model ?? '') &&
        (methods ?? [point.method]).includes(point.method) &&
        (requestTypes ?? [point.requestType]).includes(point.requestType) &&
        point.at >= from &&
        point.at < to,
    );
    const answers = trends.length === 0 ? 0 : overview.totals.answers;
    this.#send('confidence', { ...overview, asked, trends, totals: { ...overview.totals, answers } });
    if (!behind) return;
    const { filters, limit } = behind;
    const found = SAMPLE_SCORES.map((score) => {
      const review = this.#reviews.get(score.scoreId);
      return review === undefined ? score : { ...score, outcome: review };
    }).filter(
      (score) =>
        (filters.methods ?? [score.method]).includes(score.method) &&
        (filters.outcome !== 'unknown' || score.outcome === undefined),
    );
    this.#send('confidenceScores', {
      asked: behind,
      scores: found.slice(0, limit),
      more: found.length > limit,
    });
  }

  answer(action: ConfidenceAction): PanelAnswer {
    if (action.kind === 'exportChart' || action.kind === 'seeConfidence') return { ok: true };
    const detail = sampleDetail(action.scoreId);
    if (!detail) return { ok: false, problem: { code: 'not_found', message: 'There is no such score.' } };
    if (action.kind === 'reviewConfidence') {
      this.#reviews.set(action.scoreId, action.actual);
      this.#changes += 1;
      const { alerts } = sampleOverview(this.#scene, 'day');
      this.#send('confidenceNews', { changes: this.#changes, alerts });
      return { ok: true };
    }
    const review = this.#reviews.get(action.scoreId);
    const results =
      review === undefined
        ? detail.results
        : [
            ...detail.results,
            { method: 'human_review' as const, actual: review, at: '2026-11-21T12:00:00Z' },
          ];
    return { ok: true, data: { ...detail, results } };
  }
}
