import type { Pattern, PatternFields } from '../../src/protocol/library.ts';
import { EMPTY_PATTERN_FIELDS } from '../../src/protocol/libraryChoices.ts';
import type { PatternDraft } from '../../src/protocol/panel.ts';

export const NEW_DRAFT: PatternDraft = { fields: EMPTY_PATTERN_FIELDS };

/** What editing a stored pattern begins with. */
export function draftOf(pattern: Pattern): PatternDraft {
  return { id: pattern.id, base_version: pattern.version, fields: fieldsOf(pattern) };
}

export function fieldsOf(pattern: PatternFields): PatternFields {
  return {
    key: pattern.key,
    title: pattern.title,
    problem_type: pattern.problem_type,
    ...(pattern.code_type !== undefined && { code_type: pattern.code_type }),
    severity: pattern.severity,
    tags: pattern.tags,
    layers: pattern.layers,
    workflows: pattern.workflows,
    file_types: pattern.file_types,
    problem_description: pattern.problem_description,
    symptoms: pattern.symptoms,
    solution_steps: pattern.solution_steps,
    ...(pattern.code_before !== undefined && { code_before: pattern.code_before }),
    ...(pattern.code_after !== undefined && { code_after: pattern.code_after }),
    verification_steps: pattern.verification_steps,
    learnings: pattern.learnings,
    ...(pattern.prevention_guidance !== undefined && { prevention_guidance: pattern.prevention_guidance }),
    anti_patterns: pattern.anti_patterns,
    rule_ids: pattern.rule_ids,
    examples: pattern.examples,
    counter_examples: pattern.counter_examples,
    related_files: pattern.related_files,
    references: pattern.references,
  };
}

/** A key for a title, as a person would choose it. */
export function suggestedKey(title: string): string {
  return title
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/gu, '')
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .replaceAll(/^-|-$/gu, '')
    .slice(0, 80)
    .replace(/-$/u, '');
}

/** Names of the fields in which two patterns differ. */
export function differingFields(one: PatternFields, other: PatternFields): readonly (keyof PatternFields)[] {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  // SAFETY: both objects are made by `fieldsOf`, whose keys are those of PatternFields.
  return ([...names] as (keyof PatternFields)[]).filter(
    (name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]),
  );
}
