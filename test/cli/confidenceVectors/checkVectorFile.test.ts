import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkVectorFile } from '../../../src/cli/confidenceVectors/checkVectorFile.ts';
import type { VectorReport } from '../../../src/cli/confidenceVectors/comparison.ts';

function reportOn(file: unknown): VectorReport {
  const outcome = checkVectorFile(JSON.stringify(file));
  if ('problem' in outcome) throw new Error(outcome.problem);
  return outcome.report;
}

function problemOf(text: string): string | undefined {
  const outcome = checkVectorFile(text);
  return 'problem' in outcome ? outcome.problem : undefined;
}

/** Token confidences 1, 3, 5, 3: windows of two have the means 2, 4, 4. */
const TRACE = {
  id: 'four tokens',
  window: 2,
  tail_tokens: 2,
  top_logprobs: [[-1, -1], [-2, -4], [], [-5, -5], [-3]],
  expected: {
    token_confs_round3: [1, 3, 5, 3],
    group_confs_round3: [2, 4, 4],
    lowest_group_confidence_online_round3: 2,
    mean_confidence: 3,
    bottom50_group_confidence: 2,
    unrounded: { token_confs: [1, 3, 5, 3], mean: 3, tail: 4, bottom10: 2, lowest: 2, n_groups: 3 },
  },
};

const ELECTION = {
  id: 'two of three',
  name: 'unknown fields are passed over',
  traces: [
    { extracted_answer: 'a', confs: [1, 3] },
    { extracted_answer: null, confs: [50] },
    { extracted_answer: 'b', confs: [6, 4], text: '…' },
    { extracted_answer: 'a', confs: [2] },
  ],
  expected: {
    majority: { answer: 'a', num_votes: 3, confidence: null },
    mean_confidence_weighted: { answer: 'b', num_votes: 3, confidence: 3 },
    top10_tail_filtered: { answer: 'b', num_votes: 1, confidence: 5 },
    filter_mean_top10: { kept_indices: [1], threshold: 4.4, answer: 'b' },
    filter_min_window_top50: { kept_indices: [0, 1, 2], threshold: 2, answer: 'b' },
    a_method_of_tomorrow: { answer: 'c' },
  },
};

/** Lowest windows 4 and 8 set a threshold of 6 at 50 %; the first further trace falls below it at its third token. */
const STREAM = {
  id: 'two warm-ups',
  window: 2,
  warmup_token_confs: [
    [4, 4, 9],
    [8, 8],
  ],
  warmup_answers: ['x', 'y'],
  new_token_confs: [
    [9, 9, 1, 9],
    [24, 24],
  ],
  new_answers: ['y', 'z'],
  modes: {
    middle: {
      eta_percent: 50,
      consensus_tau: 1.5,
      threshold: 6,
      warmup_kept: [1],
      stop_index_per_new_trace: [2, null],
      beta_after_each_step: [1, 1, 0.75],
      stopped_after_traces: null,
      tokens_used: 10,
      answer: 'z',
    },
    high: { consensus_tau: 0.6, stopped_after_traces: 2, tokens_used: 5 },
  },
};

const CALIBRATION = {
  metrics: [
    {
      id: 'own',
      p: [0.2, 0.2, 0.9, 1],
      y: [0, 1, 1, 1],
      expected: {
        n: 4,
        brier: 0.1725,
        ece2: 0.175,
        mce2: 0.3,
        adaptive_ece2: 0.175,
        auroc: 5 / 6,
        murphy: { uncertainty: 0.1875 },
        reliability_bins2: [
          { bin: 0, n: 2, conf: 0.2, acc: 0.5, successes: 1 },
          { bin: 1, n: 2, conf: 0.95, acc: 1, successes: 2, clopper_pearson95: [0.15811388300841897, 1] },
        ],
      },
    },
  ],
  pava: [{ y: [3, 1, 2], w: [1, 2, 3], expected: [5 / 3, 5 / 3, 2] }],
  isotonic: [
    {
      id: 'own',
      x: [0.2, 0.9, 1],
      weights: [2, 1, 1],
      fitted: [0.5, 1, 1],
      query: [0, 0.55],
      predicted_linear_interp_clipped: [0.5, 0.75],
    },
    {
      id: 'of another file',
      x: [0, 1],
      fitted: [0.25, 0.75],
      query: [0.5],
      predicted_linear_interp_clipped: [0.5],
    },
  ],
  parametric: [
    { id: 'of another file', temperature: { inv_T: 1, T: 1 }, query: [0.3], pred_temperature: [0.3] },
  ],
  intervals: [{ k: 0, n: 1, clopper_pearson90: [0, 0.95] }],
  beta_binomial: [{ k: 0, n: 0, a: 1, b: 1, mean: 0.5, lower05: 0.05, upper95: 0.95, lower25: 0.25 }],
  conformal: [
    { alpha: 0.5, scores: [0.1, 0.3, 0.2], n: 3, k: 2, qhat: 0.2 },
    { alpha: 0.1, scores: [0.5], k: 2, qhat: null },
    { alpha: 0.1, scores: [0.5], qhat: 'inf' },
  ],
  selective_risk_control: [
    {
      set: 'own',
      target_error: 0.51,
      delta: 0.25,
      best_largest_coverage: { threshold: 0.9, n: 2, errors: 0, upper_bound: 0.5 },
      steps: [[1, 1, 0, 0.75]],
    },
    { set: 'own', target_error: 0.01, delta: 0.1, best_largest_coverage: null },
    { set: 'of another file', target_error: 0.1, delta: 0.25, steps: [[0.9, 2, 0, 0.5]] },
  ],
  pattern_confidence: [
    {
      similarity: 0.5,
      layer_match: 1,
      workflow_overlap: 0,
      file_type_match: 0,
      successes: 0,
      applied: 0,
      seed: { raw: 0.6, capped: 0.6 },
      proposed_log_odds: { posterior_mean: 0.5, score: 6 / 11 },
    },
  ],
  conventions: { of: 'whoever' },
};

describe('files of reference figures', () => {
  it.each([
    ['traces', { vectors: [TRACE] }, 1],
    ['elections', { cases: [ELECTION] }, 1],
    ['streams', { cases: [STREAM] }, 1],
    ['calibration', CALIBRATION, 14],
    ['all in one', { ...CALIBRATION, vectors: [TRACE], cases: [ELECTION, STREAM] }, 17],
  ])('are recomputed: %s', (_, file, cases) => {
    const report = reportOn(file);
    expect(report.failed).toEqual([]);
    expect(report.cases).toBe(cases);
    expect(report.maxAbsError).toBeLessThan(1e-12);
  });

  it('tell which figure came out otherwise, and by how much', () => {
    const wrong = { ...TRACE, expected: { ...TRACE.expected, mean_confidence: 3.00002 } };
    const report = reportOn({ vectors: [TRACE, wrong] });
    expect(report).toMatchObject({
      cases: 2,
      failed: [{ case: 'four tokens', field: 'mean_confidence', expected: 3.00002, actual: 3 }],
    });
    expect(report.maxAbsError).toBeCloseTo(0.00002, 12);
  });

  it.each([
    ['a winner', { ...ELECTION, expected: { majority: { answer: 'b' } } }],
    ['a missing election', { ...ELECTION, expected: { majority: null } }],
    ['kept traces', { ...ELECTION, expected: { filter_mean_top10: { kept_indices: [2] } } }],
    ['a number where there is none', { ...ELECTION, expected: { majority: { answer: 'a', confidence: 1 } } }],
    ['a stop', { ...STREAM, modes: { low: { stop_index_per_new_trace: [null, null] } } }],
    ['tokens', { ...STREAM, modes: { low: { tokens_used: 1 } } }],
    ['a list of other length', { ...STREAM, modes: { low: { beta_after_each_step: [] } } }],
  ])('find fault with %s', (_, wrong) => {
    expect(reportOn({ cases: [wrong] }).failed).toHaveLength(1);
  });

  it('keep figures that the file has rounded apart from exact ones', () => {
    const rounded = { ...TRACE, expected: { token_confs_round3: [1.001, 3, 5, 3] } };
    expect(reportOn({ vectors: [rounded] })).toMatchObject({ failed: [], maxAbsError: 0 });
    expect(reportOn({ vectors: [rounded] }).maxAbsErrorInexact).toBeCloseTo(0.001, 9);
    const far = { ...TRACE, expected: { token_confs_round3: [1.002, 3, 5, 3] } };
    expect(reportOn({ vectors: [far] }).failed).toHaveLength(1);
  });

  it('may leave out nearly everything', () => {
    const bare = { id: 'bare', top_logprobs: [], expected: { unrounded: { mean: 0, n_groups: 0 } } };
    const silent = {
      id: 'silent',
      traces: [],
      expected: { majority: null, filter_mean_top10: { kept_indices: [], threshold: null, answer: null } },
    };
    const cold = {
      id: 'cold',
      warmup_token_confs: [[1]],
      warmup_answers: [null],
      modes: { low: { tokens_used: 1, answer: null } },
    };
    expect(reportOn({ vectors: [bare], cases: [silent, cold] })).toMatchObject({ cases: 3, failed: [] });
  });

  it('leave out candidates and tokens without a probability, however they are written', () => {
    const vector = {
      top_logprobs: [[-1, null], [-3, '-Infinity', 'nan'], null, [], [-9999], [-2, '-inf']],
      window: 8,
      expected: { unrounded: { token_confs: [1, 3, 2], mean: 2, lowest: 2, n_groups: 1 } },
    };
    const votes = {
      id: 7,
      traces: [{ extracted_answer: 'a', confs: [1, null, 3] }],
      expected: { mean_confidence_weighted: { answer: 'a', num_votes: 1, confidence: 2 } },
    };
    expect(reportOn([vector, votes])).toMatchObject({ cases: 2, failed: [], maxAbsError: 0 });
  });

  it('tell windows apart behind a token beyond all measure, and compare what is huge in parts of itself', () => {
    const confs = [1e9, 0.1, 0.2, 0.3];
    const vector = {
      id: 'huge',
      window: 2,
      traces: [{ extracted_answer: 'a', confs }],
      expected: {
        mean_confidence_weighted: { answer: 'a', num_votes: 1, confidence: 250_000_000.15 },
        min_window_weighted: { answer: 'a', num_votes: 1, confidence: (0.1 + 0.2) / 2 },
      },
    };
    expect(reportOn([vector])).toMatchObject({ failed: [] });
    const off = structuredClone(vector);
    off.expected.mean_confidence_weighted.confidence = 250_000_010;
    expect(reportOn([off]).failed).toHaveLength(1);
  });

  it('name a number of bins that nobody can mean', () => {
    const metrics = [{ id: 'a', p: [0.2], y: [true], expected: { brier: 0.64, ece0: 0, mce99999999999: 0 } }];
    expect(reportOn({ metrics }).failed.map(({ field }) => field)).toEqual(['ece0', 'mce99999999999']);
  });

  it('may hold figures that are no JSON numbers', () => {
    const text = JSON.stringify({ conformal: [{ alpha: 0.1, scores: [0.5], qhat: 'X' }] }).replace(
      '"X"',
      'Infinity',
    );
    expect(checkVectorFile(`\uFEFF${text}\r\n`)).toMatchObject({ report: { cases: 1, failed: [] } });
  });

  it.each([
    ['', 'it is not JSON'],
    ['{"vectors": [', 'it is not JSON'],
    ['7', 'it: Invalid input: expected object, received number'],
    ['{}', 'it holds no reference figures; known are the lists vectors, cases, metrics'],
    ['{"vectors": []}', 'it holds no reference figures'],
    ['{"cases": [{"id": "ž"}]}', 'cases[0] has none of the fields top_logprobs, traces, warmup_token_confs'],
    [
      '{"vectors": [{"id": "a", "top_logprobs": [["x"]], "expected": {}}]}',
      'vectors.0.top_logprobs.0.0: must be a number',
    ],
    ['{"metrics": [{"id": "a", "p": [0.1], "y": []}]}', 'metrics.0.y: must have as many entries'],
    ['{"metrics": [{"id": "a", "p": [1.5], "y": [1]}]}', 'metrics.0.p.0: Too big'],
    ['{"intervals": [{"k": 4, "n": 3}]}', 'intervals.0.k: must be n at most'],
    ['{"beta_binomial": [{"k": 0, "n": 0, "a": 0, "b": 1}]}', 'beta_binomial.0.a: Too small'],
    ['{"conformal": [{"alpha": 2, "scores": []}]}', 'conformal.0.alpha: Too big'],
    ['{"pava": [{"y": [1, 2], "w": [1], "expected": [1, 2]}]}', 'pava.0.w: must have as many entries'],
    [
      '{"cases": [{"id": "a", "warmup_token_confs": [[1]], "warmup_answers": [], "modes": {}}]}',
      'cases.0.warmup_answers: must be as many as warmup_token_confs',
    ],
    ['{"pava": [{"y": "1"}]}', 'pava.0.y: Invalid'],
  ])('that cannot be used are named in one line: %s', (text, problem) => {
    expect(problemOf(text)).toContain(problem);
    expect(problemOf(text)).not.toContain('\n');
  });
});

/** Further files, computed with other software; they do not travel with the project. */
const folder = process.env.FIXWARD_VECTORS;
const files = folder === undefined ? [] : readdirSync(folder).filter((name) => name.endsWith('.json'));

describe.skipIf(files.length === 0)(
  'files in the folder FIXWARD_VECTORS (skipped where it is not named)',
  () => {
    it.each(files)('%s', (name) => {
      const outcome = checkVectorFile(readFileSync(`${folder}/${name}`, 'utf8'));
      expect(outcome).toMatchObject({ report: { failed: [] } });
    });
  },
);
