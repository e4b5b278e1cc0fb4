import { z } from 'zod';

const numbers = z.array(z.number());
const figure = z.number().nullish();
const sections = <Shape extends z.ZodType>(shape: Shape) => z.array(shape).default([]);

const metricsSchema = z.looseObject({
  id: z.string(),
  p: numbers,
  y: numbers,
  expected: z.looseObject({}).default({}),
});

const isotonicSchema = z.object({
  id: z.string(),
  x: numbers.optional(),
  y: numbers.optional(),
  weights: numbers.optional(),
  fitted: numbers.optional(),
  query: numbers.default([]),
  predicted_linear_interp_clipped: numbers.optional(),
});

const parametricSchema = z.object({
  id: z.string(),
  temperature: z.object({ inv_T: figure, T: figure }).nullish(),
  platt_on_logit: z
    .object({ a: z.number(), b: z.number(), target_pos: figure, target_neg: figure })
    .nullish(),
  beta: z.object({ a: z.number(), b: z.number(), c: z.number() }).nullish(),
  query: numbers.default([]),
  pred_temperature: numbers.optional(),
  pred_platt: numbers.optional(),
  pred_beta: numbers.optional(),
});

const patternSchema = z.object({
  similarity: z.number(),
  layer_match: z.number(),
  workflow_overlap: z.number(),
  file_type_match: z.number(),
  successes: z.number(),
  applied: z.number(),
  seed: z.object({ raw: figure, capped: figure }).optional(),
  proposed_log_odds: z.object({ posterior_mean: figure, score: figure }).optional(),
});

/** The parts that a file of calibration figures may have; each may be missing, fields unknown are passed over. */
export const calibrationFileSchema = z.object({
  metrics: sections(metricsSchema),
  pava: sections(z.object({ y: numbers, w: numbers.nullish(), expected: numbers })),
  isotonic: sections(isotonicSchema),
  parametric: sections(parametricSchema),
  intervals: sections(z.looseObject({ k: z.number(), n: z.number() })),
  beta_binomial: sections(
    z.looseObject({ k: z.number(), n: z.number(), a: z.number(), b: z.number(), mean: figure }),
  ),
  empirical_bayes_prior: sections(
    z.object({
      groups: z.array(z.tuple([z.number(), z.number()])),
      mean: figure,
      icc: figure,
      strength: figure,
      a: figure,
      b: figure,
    }),
  ),
  conformal: sections(
    z.object({
      alpha: z.number(),
      scores: numbers,
      n: figure,
      k: figure,
      qhat: z.union([z.number(), z.string()]).nullish(),
    }),
  ),
  selective_risk_control: sections(
    z.object({
      set: z.string(),
      target_error: z.number(),
      delta: z.number(),
      best_largest_coverage: z
        .object({ threshold: figure, coverage: figure, n: figure, errors: figure, upper_bound: figure })
        .nullish(),
      steps: z.array(z.tuple([z.number(), z.number(), z.number(), z.number()])).default([]),
    }),
  ),
  pattern_confidence: sections(patternSchema),
});

export type CalibrationFile = z.infer<typeof calibrationFileSchema>;

/** Names of the parts, to know such a file by. */
export const CALIBRATION_SECTIONS = Object.keys(calibrationFileSchema.shape);
