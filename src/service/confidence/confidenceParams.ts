import { z } from 'zod';
import { CONFIDENCE_METHODS } from '../../store/functions/confidenceScores.ts';

const LIMIT = 50;
const LIMIT_MAX = 500;
const NAMES_MAX = 100;
const NOTE_MAX = 2_000;

const names = z.array(z.string().max(300)).max(NAMES_MAX).exactOptional();
const value = z.number().min(0).max(1).exactOptional();
const time = z.iso.datetime({ offset: true });

const filtersSchema = z.object({
  from: time.exactOptional(),
  to: time.exactOptional(),
  models: names,
  methods: z.array(z.enum(CONFIDENCE_METHODS)).exactOptional(),
  requestTypes: names,
  valueFrom: value,
  valueTo: value,
  outcome: z.enum(['good', 'bad', 'unknown']).exactOptional(),
});

const share = z.number().min(0).max(1);

/** As above, and for one answer at a time by its value and its end. */
const scoreFiltersSchema = filtersSchema.extend({
  valueFrom: share.exactOptional(),
  valueTo: share.exactOptional(),
  outcome: z.enum(['good', 'bad', 'unknown']).exactOptional(),
});

export const overviewSchema = z.object({
  filters: filtersSchema.default({}),
  bucket: z.enum(['hour', 'day', 'week']).default('day'),
});

export const scoresSchema = z.object({
  filters: scoreFiltersSchema.default({}),
  limit: z.int().min(1).max(LIMIT_MAX).default(LIMIT),
  before: time.exactOptional(),
});

const SEEN_MAX = 200;

export const seenSchema = z.object({
  scoreIds: z.array(z.uuid()).max(SEEN_MAX).default([]),
  answers: z
    .array(z.object({ consultationId: z.uuid(), position: z.int().min(0) }))
    .max(SEEN_MAX)
    .default([]),
});

const PROJECTS_MAX = 10;

export const testsSchema = z.object({
  projects: z.array(z.string().min(1).max(4_000)).max(PROJECTS_MAX),
  name: z.string().max(1_000),
  passed: z.boolean(),
  startedAt: z.iso.datetime({ offset: true }),
});

export const getSchema = z.object({ scoreId: z.uuid() });

export const reviewSchema = z.object({
  scoreId: z.uuid(),
  actual: z.union([z.literal(0), z.literal(1)]),
  note: z.string().trim().max(NOTE_MAX).exactOptional(),
});
