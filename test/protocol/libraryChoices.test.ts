import { describe, expect, it } from 'vitest';
import { PATTERN_STATUSES as STORED_STATUSES } from '../../src/core/library/fixPattern.ts';
import { LANGUAGES } from '../../src/core/rules/languages.ts';
import { PROBLEM_TYPES as RULE_PROBLEM_TYPES, SEVERITIES } from '../../src/core/rules/ruleModel.ts';
import {
  EMPTY_PATTERN_FIELDS,
  PATTERN_LANGUAGES,
  PATTERN_SEVERITIES,
  PATTERN_STATUSES,
  PROBLEM_TYPES,
} from '../../src/protocol/libraryChoices.ts';

describe('what people are offered for a pattern', () => {
  it('is what a pattern may hold', () => {
    expect(PATTERN_LANGUAGES).toEqual(LANGUAGES);
    expect(PATTERN_SEVERITIES).toEqual(SEVERITIES);
    expect(PROBLEM_TYPES).toEqual(RULE_PROBLEM_TYPES);
    expect([...PATTERN_STATUSES].sort()).toEqual([...STORED_STATUSES].sort());
  });

  it('begins with values that are among the choices', () => {
    expect(PROBLEM_TYPES).toContain(EMPTY_PATTERN_FIELDS.problem_type);
    expect(PATTERN_SEVERITIES).toContain(EMPTY_PATTERN_FIELDS.severity);
  });
});
