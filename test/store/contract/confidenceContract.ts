import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { type Desk, rowsOf } from './contractStore.ts';

/** How sure answers were, what became of them, and what they add up to. */
export function confidenceContract(desk: () => Promise<Desk>): void {
  it('keeps scores with their outcomes, exposures and metrics, and adds them up', async () => {
    const { data, results } = await desk();
    const type = `vertrag-${randomUUID()}`;
    const scores = [0.9, 0.2].map((raw_confidence) => ({
      request_id: randomUUID(),
      method: 'agreement',
      request_type: type,
      raw_confidence,
      title: 'Größe von „наш каталог“? 🐘',
      evidence: [{ part: 'factual', kind: 'sql_parses', text: 'Ja\r\n', passed: 1, of: 1 }],
    }));
    const [sure, unsure] = await results('record_confidence_scores', { scores });
    expect(await results('record_confidence_scores', { scores })).toMatchObject([
      { id: sure?.id, created: false },
      { id: unsure?.id, created: false },
    ]);
    const verdict = { validation_method: 'human_review', actual_accuracy: 1, note: 'Так' };
    expect(
      await results('record_confidence_outcomes', {
        outcomes: [
          { score_id: sure?.id, ...verdict },
          { score_id: randomUUID(), ...verdict },
        ],
      }),
    ).toMatchObject([
      { ok: true, created: true },
      { ok: false, error: { code: 'not_found' } },
    ]);
    await results('record_exposures', { exposures: [{ score_id: sure?.id, event: 'shown' }] });
    await results('record_performance', {
      metrics: [{ response_time_ms: 250, request_type: type, confidence_score_id: sure?.id }],
    });
    const filters = { request_types: [type] };
    expect(await data('confidence_overview', { filters })).toMatchObject({
      totals: { answers: 2, outcomes: 1, exposed: 1 },
      reliability: { answers: 1, brier: 0.01 },
      performance: [{ request_type: type, requests: 1 }],
    });
    expect(await data('get_confidence_score', { id: sure?.id })).toMatchObject({
      score: { title: scores[0]?.title, evidence: scores[0]?.evidence, outcome: 1 },
      outcomes: [{ note: 'Так', predicted_confidence: 0.9 }],
    });
    const listed = await data('list_confidence_scores', { filters: { ...filters, outcomes: ['unknown'] } });
    expect(rowsOf(listed.scores)).toMatchObject([{ id: unsure?.id }]);
    const sampled = await data('calibration_samples', { request_type: type });
    expect(rowsOf(sampled.samples)).toMatchObject([
      { score_id: sure?.id, raw: 0.9, outcome: 1, exposed: true },
    ]);
  });

  it('takes in records of other programs once, and makes the sums anew', async () => {
    const { data, results } = await desk();
    const id = randomUUID();
    const scores = [{ id, request_id: id, method: 'heuristic', request_type: 'legacy', raw_confidence: 0.4 }];
    expect(await results('import_legacy_confidence', { scores, dry_run: true })).toMatchObject([
      { created: true },
    ]);
    expect(await results('import_legacy_confidence', { scores })).toMatchObject([{ id, created: true }]);
    expect(await results('import_legacy_confidence', { scores })).toMatchObject([{ id, created: false }]);
    const before = await data('confidence_overview', {});
    expect(await data('rebuild_confidence_rollups', {})).toMatchObject({
      scores: 1,
      outcomes: 0,
      metrics: 0,
    });
    expect(await data('confidence_overview', {})).toEqual(before);
    expect(await data('performance_report', {})).toEqual({ rows: [], trend: [] });
    expect(await data('confidence_alert_figures', {})).toMatchObject({ requests: 0, calibration: [] });
    expect(await data('confidence_retention', {})).toMatchObject({ scores: 0, more: false });
  });

  it('keeps versions of what calibrates', async () => {
    const { data } = await desk();
    const model_family = `m-${randomUUID()}`;
    const calibrator = {
      method: 'verbalized',
      model_family,
      kind: 'platt',
      record: { a: 1.25, b: -0.5 },
      outcomes: 60,
    };
    await data('save_calibrator', { ...calibrator, fitted_at: '2026-01-01T00:00:00Z' });
    expect(await data('save_calibrator', calibrator)).toMatchObject({ version: 2, created: true });
    const { calibrators } = await data('list_calibrators', { model_family });
    expect(rowsOf(calibrators)).toMatchObject([{ version: 2, record: calibrator.record, current: true }]);
  });
}
