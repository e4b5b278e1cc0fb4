import { z } from 'zod';
import { LANGUAGES } from '../rules/languages.ts';
import { PROBLEM_TYPES, SEVERITIES } from '../rules/ruleModel.ts';

/**
 * A reusable fix, as the store's columns, pattern files and every program name it. Names follow the store, so that one
 * shape serves the database, YAML in a repository and the wire.
 */

export const PATTERN_STATUSES = ['draft', 'suggested', 'active', 'retired'] as const;
export type PatternStatus = (typeof PATTERN_STATUSES)[number];

export const PATTERN_ORIGINS = ['learned', 'authored', 'imported', 'shipped'] as const;
export type PatternOrigin = (typeof PATTERN_ORIGINS)[number];

/** Longest text of one field; a longer one is a pasted file, not a pattern. */
const TEXT_LENGTH_MAX = 50_000;
const LIST_LENGTH_MAX = 200;

const text = z.string().max(TEXT_LENGTH_MAX);
const texts = z.array(text).max(LIST_LENGTH_MAX);

const codeExample = z.strictObject({
  before: text,
  after: text.optional(),
  /** The file's path, where the pattern looks at it. */
  path: z.string().max(1000).optional(),
});

/** What an author writes; everything that a store adds by itself is left out. */
export const patternContentSchema = z.strictObject({
  /** Kebab-case, stable, unique in a workspace: `enable-row-level-security`. */
  key: z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be kebab-case, such as enable-row-level-security')
    .max(120),
  title: z.string().min(1).max(300),
  problem_type: z.enum(PROBLEM_TYPES),
  /** Language of the code; absent for advice about no one language. */
  code_type: z.enum(LANGUAGES).optional(),
  severity: z.enum(SEVERITIES),
  tags: texts.default([]),
  layers: z.array(z.int().min(1).max(7)).max(7).default([]),
  workflows: texts.default([]),
  /** Extensions without the dot. */
  file_types: texts.default([]),
  problem_description: text.min(1),
  /** How people who have the problem put it, in plain words; searched like a title. */
  symptoms: texts.default([]),
  solution_steps: texts.default([]),
  code_before: text.optional(),
  code_after: text.optional(),
  verification_steps: texts.default([]),
  learnings: texts.default([]),
  prevention_guidance: text.optional(),
  anti_patterns: texts.default([]),
  /** The machine-readable transformation, in the format that its `format` names; opaque to the store. */
  pattern: z.record(z.string(), z.unknown()).optional(),
  /** A guardian rule in the rule files' format, that finds the problem; opaque to the store. */
  rule: z.record(z.string(), z.unknown()).optional(),
  /** Guardian rules, built in or not, whose findings this pattern mends. */
  rule_ids: texts.default([]),
  examples: z.array(codeExample).max(LIST_LENGTH_MAX).default([]),
  /** Code that looks alike and must stay as it is. */
  counter_examples: z.array(codeExample).max(LIST_LENGTH_MAX).default([]),
  related_files: texts.default([]),
  references: texts.default([]),
});

export type PatternContent = z.infer<typeof patternContentSchema>;
/** As written by hand: lists may be left out. */
export type PatternContentInput = z.input<typeof patternContentSchema>;
