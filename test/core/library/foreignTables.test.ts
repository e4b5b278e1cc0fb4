import { describe, expect, it } from 'vitest';
import { foreignRules } from '../../../src/core/library/foreignRules.ts';
import { foreignPatterns } from '../../../src/core/library/foreignTables.ts';
import { patternKey } from '../../../src/core/library/patternKey.ts';

describe('patterns of another project', () => {
  it('are read by the names and words that others use', () => {
    const { patterns, problems, notes } = foreignPatterns([
      {
        id: '7',
        name: 'Größe prüfen: Turn on RLS!',
        category: 'Vulnerability',
        language: 'PostgreSQL',
        priority: 'blocker',
        layer: 'Layer 3: Routes',
        applicable_workflows: '{sign-in,"check out"}',
        file_extensions: '["*.sql", ".ts"]',
        description: 'Tables are open',
        solution: '1. Enable it\n2. Write a policy, then test it',
        lessons_learned: '["Say so", {"text": "early"}]',
        before_code: 'create table t();\r\n',
        is_approved: 'yes',
        content_embedding: '[0.1]',
        shoe_size: 44,
      },
    ]);
    expect(problems).toEqual([]);
    expect(notes).toEqual(['column "shoe_size" is not known and was left out (1 rows)']);
    expect(patterns).toMatchObject([
      {
        row: 1,
        foreignId: '7',
        status: 'active',
        reviewed: true,
        content: {
          key: 'grosse-prufen-turn-on-rls',
          title: 'Größe prüfen: Turn on RLS!',
          problem_type: 'Security',
          code_type: 'sql',
          severity: 'CRITICAL',
          layers: [3],
          workflows: ['sign-in', 'check out'],
          file_types: ['sql', 'ts'],
          problem_description: 'Tables are open',
          solution_steps: ['Enable it', 'Write a policy, then test it'],
          learnings: ['Say so', 'early'],
          code_before: 'create table t();\r\n',
        },
      },
    ]);
  });

  it('keep our own columns as they are', () => {
    const content = {
      key: 'a-b',
      title: 'A',
      problem_type: 'Data',
      severity: 'LOW',
      layers: [1, 7],
      problem_description: 'p',
      symptoms: ['one, two'],
      pattern: { format: 'x' },
    };
    const { patterns, notes } = foreignPatterns([{ ...content, status: 'draft', successes: 3 }]);
    expect(patterns).toMatchObject([{ content, status: 'draft', reviewed: false }]);
    expect(notes).toEqual([]);
  });

  it('say what was assumed and which rows were left out', () => {
    const { patterns, problems, notes } = foreignPatterns([
      'text',
      null,
      { severity: 'high' },
      { title: 'x', severity: 'odd', type: 'Data', layers: '[1, "moon"]', language: 'cobol' },
      { title: 'x', severity: 'low', type: 'Data', description: 'y'.repeat(60_000) },
      { title: 'X', severity: 'low', type: 'Data' },
    ]);
    expect(problems).toEqual([
      { row: 1, message: 'is no object with columns' },
      { row: 2, message: 'is no object with columns' },
      { row: 3, message: 'has neither a title nor a description' },
      { row: 5, message: expect.stringMatching(/^problem_description: /u) },
    ]);
    expect(patterns.map(({ content }) => content.key)).toEqual(['x', 'x-2']);
    expect(notes).toEqual([
      'layers "1, moon": what names no layer was left out (1 rows)',
      'code_type "cobol" is not read by Fixward: left out (1 rows)',
      'severity "odd" is not known: taken as MEDIUM (1 rows)',
    ]);
  });
});

describe('rules of another project', () => {
  it('keep what they say', () => {
    expect(
      foreignRules([
        {
          id: 1,
          rule_name: 'no-open-table',
          rule_type: 'Prevention',
          layer: '1',
          severity: 'error',
          regex: 'a|b',
          is_active: false,
          source_pattern_id: 7,
        },
        { rule: {} },
        { name: 'b', pattern: '{"kind":"x"}', message: 'do it' },
      ]),
    ).toEqual({
      problems: [{ row: 2, message: 'name: is missing' }],
      rules: [
        {
          row: 1,
          name: 'no-open-table',
          layer: 1,
          type: 'prevention',
          pattern: { text: 'a|b' },
          severity: 'HIGH',
          action: '',
          active: false,
          foreignPatternId: '7',
        },
        {
          row: 3,
          name: 'b',
          type: 'detection',
          pattern: { kind: 'x' },
          severity: 'MEDIUM',
          action: 'do it',
          active: true,
        },
      ],
    });
  });
});

describe('a key out of a title', () => {
  it('is kebab-case for every script', () => {
    expect(patternKey('useEffect: Déps & co.')).toBe('use-effect-deps-co');
    expect(patternKey('日本語')).toMatch(/^pattern-\d+$/u);
    expect(patternKey('日本語')).not.toBe(patternKey('日本'));
    expect(patternKey('x'.repeat(500))).toHaveLength(120);
  });
});
