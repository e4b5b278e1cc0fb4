import { z } from 'zod';
import { idSchema, outcomesSchema, probabilitiesSchema } from './vectorShapes.ts';

const numbers = z.array(z.number());
const figure = z.number().nullish();
const sections = <Shape extends z.ZodType>(shape: Shape) => z.array(shape).default([]);

/** Lists of which one belongs to the other. */
const together = (of: string) => ({ path: [of], message: 'must have as many entries as the list beside it' });

const metricsSchema = z
  .looseObject({
    id: idSchema,
    p: probabilitiesSchema,
    y: outcomesSchema,
    expected: z.looseObject({}).default({}),
  })
  .refine(({ p, y }) => p.length === y.length, together('y'));

const pavaSchema = z
  .object({ y: numbers, w: z.array(z.number().min(0)).nullish(), expected: numbers })
  .refine(({ y, w }) => !w || w.length === y.length, together('w'));

const intervalSchema = z
  .looseObject({ k: z.number().min(0), n: z.number().min(0) })
  .refine(({ k, n }) => k <= n, { path: ['k'], message: 'must be n at most' });

const posteriorSchema = z
  .looseObject({
    k: z.number().min(0),
    n: z.number().min(0),
    a: z.number().positive(),
    b: z.number().positive(),
    mean: figure,
  })
  .refine(({ k, n }) => k <= n, { path: ['k'], message: 'must be n at most' });

const isotonicSchema = z.object({
  id: idSchema,
  x: numbers.optional(),
  y: numbers.optional(),
  weights: numbers.optional(),
  fitted: numbers.optional(),
  query: numbers.default([]),
  predicted_linear_interp_clipped: numbers.optional(),
});

const parametricSchema = z.object({
  id: idSchema,
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
  pava: sections(pavaSchema),
  isotonic: sections(isotonicSchema),
  parametric: sections(parametricSchema),
  intervals: sections(intervalSchema),
  beta_binomial: sections(posteriorSchema),
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
      alpha: z.number().min(0).max(1),
      scores: numbers,
      n: figure,
      k: figure,
      qhat: z.union([z.number(), z.string()]).nullish(),
    }),
  ),
  selective_risk_control: sections(
    z.object({
      set: idSchema,
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
