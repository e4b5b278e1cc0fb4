import { mapped } from '../../core/confidence/calibration/calibrationMap.ts';
import {
  type CalibrationCase,
  fitFreeBeta,
  fitPlatt,
  fitTemperature,
  plattTargets,
} from '../../core/confidence/calibration/fitParametric.ts';
import {
  isotonicPoints,
  onCurve,
  poolAdjacentViolators,
} from '../../core/confidence/calibration/isotonic.ts';
import { conformalThreshold } from '../../core/confidence/conformal/conformalThreshold.ts';
import { ruleAt, type SelectiveRule } from '../../core/confidence/conformal/selectiveThreshold.ts';
import { empiricalPrior } from '../../core/confidence/empiricalPrior.ts';
import { inverseIncompleteBeta } from '../../core/confidence/incompleteBeta.ts';
import { upperBound } from '../../core/confidence/metrics/intervals.ts';
import { patternConfidence, seedConfidence } from '../../core/confidence/patternConfidence.ts';
import { successPosterior } from '../../core/confidence/successPosterior.ts';
import { checkInterval, checkMetricSet } from './calibrationMetrics.ts';
import type { CalibrationFile } from './calibrationSections.ts';
import type { CaseComparison, Comparison } from './comparison.ts';

type Item<Section extends keyof CalibrationFile> = CalibrationFile[Section][number];

/** Recomputes every part of a file of calibration figures. */
export function checkCalibrationFile(file: CalibrationFile, compare: Comparison): void {
  const sets = new Map(file.metrics.map(({ id, p, y }) => [id, casesOf(p, y)]));
  for (const set of file.metrics) checkMetricSet(set, compare.beginCase(`metrics ${set.id}`));
  file.pava.forEach(({ y, w, expected }, index) => {
    const at = compare.beginCase(`pava ${index}`);
    at.nearAll('expected', poolAdjacentViolators(y, w ?? undefined), expected);
  });
  for (const item of file.isotonic) {
    checkIsotonic(item, sets.get(item.id), compare.beginCase(`isotonic ${item.id}`));
  }
  for (const item of file.parametric) {
    checkParametric(item, sets.get(item.id), compare.beginCase(`parametric ${item.id}`));
  }
  for (const item of file.intervals) {
    checkInterval(item, item.k, item.n, compare.beginCase(`interval ${item.k}/${item.n}`));
  }
  for (const item of file.beta_binomial) checkPosterior(item, compare);
  file.empirical_bayes_prior.forEach((item, index) => {
    checkPrior(item, compare.beginCase(`empirical_bayes_prior ${index}`));
  });
  file.conformal.forEach((item, index) => {
    checkConformal(item, compare.beginCase(`conformal ${index}`));
  });
  for (const item of file.selective_risk_control) {
    const at = compare.beginCase(`selective_risk_control ${item.set} ${item.target_error}`);
    checkSelective(item, sets.get(item.set), at);
  }
  file.pattern_confidence.forEach((item, index) => {
    checkPattern(item, compare.beginCase(`pattern_confidence ${index}`));
  });
}

function casesOf(p: readonly number[], y: readonly number[]): readonly CalibrationCase[] {
  return p.map((raw, index) => ({ raw, outcome: y[index] ?? 0 }));
}

function checkIsotonic(
  { x, y, weights, fitted, query, predicted_linear_interp_clipped: predicted }: Item<'isotonic'>,
  cases: readonly CalibrationCase[] | undefined,
  at: CaseComparison,
): void {
  const points = cases ? isotonicPoints(cases) : x && y && { x, y, weights: weights ?? x.map(() => 1) };
  const curve = points && poolAdjacentViolators(points.y, points.weights);
  if (points && curve) {
    at.nearAll('x', points.x, x);
    at.nearAll('weights', points.weights, weights);
    at.nearAll('fitted', curve, fitted);
  }
  // Without the outcomes only reading the given curve is left to compare.
  const map = points && curve ? { x: points.x, y: curve } : { x: x ?? [], y: fitted ?? [] };
  at.nearAll(
    'predicted',
    query.map((value) => onCurve(map, value) ?? Number.NaN),
    predicted,
  );
}

function checkParametric(
  item: Item<'parametric'>,
  cases: readonly CalibrationCase[] | undefined,
  at: CaseComparison,
): void {
  const { temperature, platt_on_logit: platt, beta, query } = item;
  const given = {
    ...(typeof temperature?.inv_T === 'number' && {
      temperature: { kind: 'temperature', inverse: temperature.inv_T } as const,
    }),
    ...(platt && { platt: { kind: 'platt', slope: platt.a, intercept: platt.b } as const }),
    ...(beta && { beta: { kind: 'beta', ...beta } as const }),
  };
  const found = cases
    ? { temperature: fitTemperature(cases), platt: fitPlatt(cases), beta: fitFreeBeta(cases) }
    : given;
  at.fitted('temperature.inv_T', found.temperature?.inverse, temperature?.inv_T);
  at.fitted('temperature.T', found.temperature && 1 / found.temperature.inverse, temperature?.T);
  at.fitted('platt_on_logit.a', found.platt?.slope, platt?.a);
  at.fitted('platt_on_logit.b', found.platt?.intercept, platt?.b);
  at.fitted('beta.a', found.beta?.a, beta?.a);
  at.fitted('beta.b', found.beta?.b, beta?.b);
  at.fitted('beta.c', found.beta?.c, beta?.c);
  if (cases) {
    at.near('platt_on_logit.target_pos', plattTargets(cases).good, platt?.target_pos);
    at.near('platt_on_logit.target_neg', plattTargets(cases).bad, platt?.target_neg);
  }
  for (const kind of ['temperature', 'platt', 'beta'] as const) {
    const map = found[kind];
    at.nearAll(
      `pred_${kind}`,
      query.map((value) => (map && mapped(map, value, 'probability')) ?? Number.NaN),
      item[`pred_${kind}`],
    );
  }
}

function checkPosterior(item: Item<'beta_binomial'>, compare: Comparison): void {
  const { k, n, a, b, mean } = item;
  const at = compare.beginCase(`beta_binomial ${k}/${n} Beta(${a}, ${b})`);
  const found = successPosterior(k, n, { a, b });
  at.near('mean', found.mean, mean);
  at.near('lower05', found.lower05, item.lower05);
  at.near('upper95', found.upper95, item.upper95);
  for (const [field, expected] of Object.entries(item)) {
    const percent = /^(?:lower|upper)(\d\d)$/u.exec(field)?.[1];
    if (percent === undefined) continue;
    at.near(field, inverseIncompleteBeta(Number(percent) / 100, a + k, b + n - k), expected);
  }
}

function checkPrior({ groups, ...expected }: Item<'empirical_bayes_prior'>, at: CaseComparison): void {
  const found = empiricalPrior(groups.map(([successes, trials]) => ({ successes, trials })));
  at.near('mean', found.mean, expected.mean);
  at.near('icc', found.correlation, expected.icc);
  at.near('strength', found.strength, expected.strength);
  at.near('a', found.a, expected.a);
  at.near('b', found.b, expected.b);
}

function checkConformal({ alpha, scores, n, k, qhat }: Item<'conformal'>, at: CaseComparison): void {
  const { rank, threshold } = conformalThreshold(scores, alpha);
  at.near('n', scores.length, n);
  at.near('k', rank, k);
  // "inf" and the like: no threshold can promise it.
  at.near('qhat', threshold, typeof qhat === 'string' ? null : qhat);
}

function checkSelective(
  { target_error: errorMax, delta, best_largest_coverage: best, steps }: Item<'selective_risk_control'>,
  cases: readonly CalibrationCase[] | undefined,
  at: CaseComparison,
): void {
  if (!cases) {
    steps.forEach(([, shown, errors, upper], index) => {
      at.near(`steps[${index}].upper`, upperBound(errors, shown, delta), upper);
    });
    return;
  }
  const samples = cases.map(({ raw, outcome }) => ({ confidence: raw, outcome }));
  const thresholds = [...new Set(samples.map(({ confidence }) => confidence))].sort(
    (left, right) => right - left,
  );
  const rules = thresholds.map((threshold) => ruleAt(samples, threshold, delta));
  steps.forEach((step, index) => {
    const rule = rules[index];
    at.nearAll(
      `steps[${index}]`,
      rule ? [rule.threshold, rule.shown, rule.errors, rule.errorUpper] : [],
      step,
    );
  });
  const widest: SelectiveRule | undefined = rules.findLast(({ errorUpper }) => errorUpper <= errorMax);
  if (best === null) {
    at.same('best_largest_coverage', widest, null);
    return;
  }
  at.near('best.threshold', widest?.threshold, best?.threshold);
  at.near('best.coverage', widest?.coverage, best?.coverage);
  at.near('best.n', widest?.shown, best?.n);
  at.near('best.errors', widest?.errors, best?.errors);
  at.near('best.upper_bound', widest?.errorUpper, best?.upper_bound);
}

function checkPattern(
  { seed, proposed_log_odds: sound, ...row }: Item<'pattern_confidence'>,
  at: CaseComparison,
): void {
  const evidence = {
    similarity: row.similarity,
    layerMatch: row.layer_match,
    workflowOverlap: row.workflow_overlap,
    fileTypeMatch: row.file_type_match,
    successes: row.successes,
    applied: row.applied,
  };
  at.near('seed.raw', seedConfidence(evidence).raw, seed?.raw);
  at.near('seed.capped', seedConfidence(evidence).score, seed?.capped);
  at.near('posterior_mean', successPosterior(row.successes, row.applied).mean, sound?.posterior_mean);
  at.near('score', patternConfidence(evidence).score, sound?.score);
}
