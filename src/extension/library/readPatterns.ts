import type {
  Pattern,
  PatternExample,
  PatternFields,
  PatternRelation,
  PatternRevision,
  PatternSummary,
  SimilarPattern,
  TrackRecord,
} from '../../protocol/library.ts';
import { PATTERN_SEVERITIES, PATTERN_STATUSES, PROBLEM_TYPES } from '../../protocol/libraryChoices.ts';
import type { PatternEntry } from '../../protocol/panel.ts';
import type { ScoreParts } from '../../protocol/service.ts';
import {
  isRow,
  numberOf,
  numbersOf,
  oneOf,
  optionalNumber,
  optionalText,
  present,
  type Row,
  rowOf,
  rowsOf,
  textOf,
  textsOf,
} from '../relay/wire.ts';

const ORIGINS = ['learned', 'authored', 'imported', 'shipped'] as const;
export const RELATION_KINDS = ['prerequisite', 'follows', 'conflicts', 'enhances'] as const;

/** Fields of a pattern that lists show, as `list_patterns` names them. */
export const SUMMARY_FIELDS = [
  'key',
  'title',
  'problem_type',
  'code_type',
  'severity',
  'layers',
  'workflows',
  'tags',
  'rule_ids',
  'status',
  'origin',
  'reviewed',
  'updated_at',
  'successes',
  'failures',
  'applied_count',
  'success_rate',
  'avg_time_saved',
  'confidence_score',
  'last_applied',
] as const;

export function trackRecordOf(row: Row): TrackRecord {
  return {
    successes: numberOf(row.successes),
    failures: numberOf(row.failures),
    applied_count: numberOf(row.applied_count),
    ...present({
      success_rate: optionalNumber(row.success_rate),
      success_lower: optionalNumber(row.success_lower),
      success_upper: optionalNumber(row.success_upper),
      avg_time_saved: optionalNumber(row.avg_time_saved),
      confidence_score: optionalNumber(row.confidence_score),
      last_applied: optionalText(row.last_applied),
    }),
  };
}

export function summaryOf(row: Row): PatternSummary {
  return {
    ...trackRecordOf(row),
    id: textOf(row.id),
    key: textOf(row.key),
    title: textOf(row.title),
    problem_type: textOf(row.problem_type),
    ...present({ code_type: optionalText(row.code_type), updated_at: optionalText(row.updated_at) }),
    severity: oneOf(row.severity, PATTERN_SEVERITIES, 'MEDIUM'),
    layers: numbersOf(row.layers),
    workflows: textsOf(row.workflows),
    tags: textsOf(row.tags),
    rule_ids: textsOf(row.rule_ids),
    status: oneOf(row.status, PATTERN_STATUSES, 'draft'),
    origin: oneOf(row.origin, ORIGINS, 'authored'),
    reviewed: row.reviewed === true,
  };
}

/** A search hit as a list entry, with why it ranks where it does. */
export function entryOfHit(hit: Row): PatternEntry {
  return {
    ...summaryOf(hit),
    // A hit without a status comes from an index that holds active ones alone.
    status: oneOf(hit.status, PATTERN_STATUSES, 'active'),
    excerpt: textOf(hit.excerpt),
    score: numberOf(hit.score),
    // SAFETY: the parts are looked at one by one where they are shown, and absent ones are skipped there.
    ...(isRow(hit.parts) && { parts: hit.parts as unknown as ScoreParts }),
  };
}

export function fieldsOf(row: Row): PatternFields {
  return {
    key: textOf(row.key),
    title: textOf(row.title),
    problem_type: oneOf(row.problem_type, PROBLEM_TYPES, 'Standards'),
    severity: oneOf(row.severity, PATTERN_SEVERITIES, 'MEDIUM'),
    tags: textsOf(row.tags),
    layers: numbersOf(row.layers),
    workflows: textsOf(row.workflows),
    file_types: textsOf(row.file_types),
    problem_description: textOf(row.problem_description),
    symptoms: textsOf(row.symptoms),
    solution_steps: textsOf(row.solution_steps),
    verification_steps: textsOf(row.verification_steps),
    learnings: textsOf(row.learnings),
    anti_patterns: textsOf(row.anti_patterns),
    rule_ids: textsOf(row.rule_ids),
    examples: rowsOf(row.examples).map(exampleOf),
    counter_examples: rowsOf(row.counter_examples).map(exampleOf),
    related_files: textsOf(row.related_files),
    references: textsOf(row.references),
    ...present({
      code_type: optionalText(row.code_type),
      code_before: optionalText(row.code_before),
      code_after: optionalText(row.code_after),
      prevention_guidance: optionalText(row.prevention_guidance),
    }),
  };
}

function exampleOf(row: Row): PatternExample {
  return {
    before: textOf(row.before),
    ...present({ after: optionalText(row.after), path: optionalText(row.path) }),
  };
}

export function patternOf(row: Row): Pattern {
  return {
    ...fieldsOf(row),
    ...trackRecordOf(row),
    id: textOf(row.id),
    status: oneOf(row.status, PATTERN_STATUSES, 'draft'),
    origin: oneOf(row.origin, ORIGINS, 'authored'),
    reviewed: row.reviewed === true,
    applied_to_files: textsOf(row.applied_to_files),
    task_ids: textsOf(row.task_ids),
    version: numberOf(row.version),
    has_pattern: isRow(row.pattern),
    has_rule: isRow(row.rule),
    ...present({
      reviewer_notes: optionalText(row.reviewer_notes),
      created_by: optionalText(row.created_by),
      created_at: optionalText(row.created_at),
      updated_at: optionalText(row.updated_at),
    }),
  };
}

export function relationOf(row: Row): PatternRelation {
  return {
    id: textOf(row.id),
    kind: oneOf(row.kind, RELATION_KINDS, 'enhances'),
    outgoing: row.outgoing === true,
    strength: numberOf(row.strength),
    found_by: textOf(row.found_by),
    confirmed: row.confirmed === true,
    rejected: row.rejected === true,
    other: namedOf(row.other),
  };
}

export function namedOf(value: unknown): {
  readonly id: string;
  readonly key: string;
  readonly title: string;
} {
  const row = rowOf(value);
  return { id: textOf(row.id), key: textOf(row.key), title: textOf(row.title) };
}

export function similarOf(row: Row): SimilarPattern {
  return {
    ...namedOf(row),
    similarity: optionalNumber(row.similarity) ?? numberOf(row.score),
    ...(row.status !== undefined && { status: oneOf(row.status, PATTERN_STATUSES, 'active') }),
  };
}

/** Revisions hold the content before each change, the latest first; each names what the next one changed. */
export function revisionsOf(rows: readonly Row[], present_: Row): readonly PatternRevision[] {
  return rows.map((row, index) => {
    const content = rowOf(row.content);
    const next = index === 0 ? present_ : rowOf(rows[index - 1]?.content);
    return {
      version: numberOf(row.version),
      changed_at: textOf(row.changed_at),
      changed_fields: changedFields(content, next),
      ...present({ changed_by: optionalText(row.changed_by), title: optionalText(content.title) }),
    };
  });
}

/** Kept by the store, not written by people. */
const KEPT_FIELDS: ReadonlySet<string> = new Set([
  'id',
  'workspace_id',
  'version',
  'updated_at',
  'created_at',
]);

function changedFields(before: Row, after: Row): readonly string[] {
  return Object.keys(before).filter(
    (name) => !KEPT_FIELDS.has(name) && JSON.stringify(before[name]) !== JSON.stringify(after[name] ?? null),
  );
}
