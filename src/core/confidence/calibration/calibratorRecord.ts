import { z } from 'zod';

/** Written into every record; another number is another shape. */
export const CALIBRATOR_FORMAT = 'fixward-calibrator/1';

const curve = z.array(z.number()).min(1).readonly();

const mapSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('identity') }),
  z.object({ kind: z.literal('temperature'), inverse: z.number() }),
  z.object({ kind: z.literal('platt'), slope: z.number(), intercept: z.number() }),
  z.object({ kind: z.literal('beta'), a: z.number(), b: z.number(), c: z.number() }),
  z
    .object({ kind: z.literal('isotonic'), x: curve, y: curve })
    .refine(({ x, y }) => x.length === y.length, 'x and y differ in length'),
]);

/** How raw and mapped values did on outcomes later than those they were fitted to. */
const heldOutSchema = z.object({
  outcomes: z.number(),
  brierBefore: z.number(),
  brierAfter: z.number(),
  logLossBefore: z.number(),
  logLossAfter: z.number(),
});

const calibratorSchema = z.object({
  format: z.literal(CALIBRATOR_FORMAT),
  /** Method, model family and version: names one fit for ever. */
  id: z.string(),
  method: z.string(),
  family: z.string(),
  /** Counts up with every fit of the method and family. */
  version: z.number().int().min(1),
  scale: z.enum(['probability', 'nats']),
  map: mapSchema,
  state: z.enum(['uncalibrated', 'calibrated']),
  fittedAt: z.string(),
  /** Outcomes that it was fitted to, how many turned out well, and when they were known. */
  outcomes: z.number().int().min(0),
  good: z.number().min(0),
  firstAt: z.string().optional(),
  lastAt: z.string().optional(),
  heldOut: heldOutSchema.optional(),
  /** Brier score of one later outcome, its mean and spread: what drift is told from. */
  steady: z.object({ brier: z.number(), deviation: z.number(), outcomes: z.number() }).optional(),
  /** How many outcomes lie around a raw value, by ranges of about equal number: what a band's width comes from. */
  support: z.array(z.object({ upTo: z.number(), outcomes: z.number() })).readonly(),
  /** A sentence: why it is uncalibrated, or how it was calibrated. */
  note: z.string(),
});

/** One fit of raw values to outcomes, for one method and model family; plain JSON. */
export type CalibratorRecord = z.infer<typeof calibratorSchema>;
export type HeldOutFigures = z.infer<typeof heldOutSchema>;

/** A stored record; undefined for another shape or version, which is fitted anew instead of guessed at. */
export function parseCalibrator(stored: unknown): CalibratorRecord | undefined {
  return calibratorSchema.safeParse(stored).data;
}
