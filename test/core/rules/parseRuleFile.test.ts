import { describe, expect, it } from 'vitest';
import { type ParsedRuleFile, parseRuleFile } from '../../../src/core/rules/parseRuleFile.ts';
import { createAstGrepEngine } from '../../../src/engines/astGrep/astGrepEngine.ts';

const engine = createAstGrepEngine();

const read = (yaml: string): ParsedRuleFile => parseRuleFile('.fixward/rules/x.yaml', yaml, engine);
const problem = (yaml: string): string => {
  const [first] = read(yaml).problems;
  return first ? `${first.line + 1}: ${first.message}` : 'none';
};

const HEAD = 'id: no-print\nlanguage: py\nmessage: m\n';

describe('parseRuleFile', () => {
  it('reads an ast-grep rule as it is', () => {
    const { rules, problems } = read(`id: no-print
language: Python
severity: warning
message: Print of $A
note: Use the log.
url: https://example.com/print
rule: { pattern: print($A) }
constraints: { A: { kind: string } }
transform: { B: { substring: { source: $A, startChar: 1 } } }
fix: log.info($A)
files: ['src/**']
ignores: ['**/tests/**']
metadata: { team: core }
`);
    expect(problems).toEqual([]);
    expect(rules).toMatchObject([
      {
        id: 'no-print',
        languages: ['python'],
        severity: 'MEDIUM',
        howToFix: 'Use the log.',
        references: ['https://example.com/print'],
        exceptPaths: ['**/tests/**'],
        sourceFile: '.fixward/rules/x.yaml',
        match: [
          {
            kind: 'tree',
            constraints: { A: { kind: 'string' } },
            where: [{ path: ['src/**'] }],
            fixes: [{ title: 'Replace with log.info($A)', kind: 'auto', replace: 'log.info($A)' }],
          },
        ],
      },
    ]);
  });

  it('reads SQL, import and full matchers', () => {
    const { rules, problems } = read(`id: no-grant-all
message: m
sql: { pattern: 'grant all on $T', unless: 'grant all on public', fix: 'grant select on $T' }
---
id: no-db-in-ui
language: ts
layers: [6]
message: m
imports: { modules: 'pg', layers: [1] }
---
id: two-ways
languages: [ts, tsx]
message: m
match:
  - pattern: a($X)
    report: $X
  - kind: import
    modules: [left-pad]
`);
    expect(problems).toEqual([]);
    expect(rules.map(({ languages }) => languages)).toEqual([['sql'], ['typescript'], ['typescript', 'tsx']]);
    expect(rules.flatMap(({ match }) => match.map(({ kind }) => kind))).toEqual([
      'sqlPattern',
      'import',
      'tree',
      'import',
    ]);
  });

  it('reads conditions inside conditions, and looks for mistakes there too', () => {
    const where = (inner: string): string =>
      `${HEAD}pattern: f($A)\nwhere: [{ anyOf: [{ anyOf: [${inner}] }] }]\n`;
    expect(read(where('{ capture: A, matches: x }')).rules[0]?.match).toMatchObject([
      { where: [{ anyOf: [{ anyOf: [{ capture: 'A', matches: 'x' }] }] }] },
    ]);
    expect(problem(where("{ matches: '(a+)+' }"))).toContain('repeats a group');
    expect(problem(where('{ mathces: x }'))).toContain('unknown key "mathces"');
  });

  it('maps severities of other tools, and switches off what they switch off', () => {
    const severities = ['error', 'warning', 'info', 'hint', 'CRITICAL', 'off'].map(
      (severity) => read(`${HEAD}severity: ${severity}\npattern: print($A)\n`).rules[0],
    );
    expect(severities.map((rule) => rule?.severity)).toEqual([
      'HIGH',
      'MEDIUM',
      'LOW',
      'LOW',
      'CRITICAL',
      'MEDIUM',
    ]);
    expect(severities.map((rule) => rule?.optIn ?? false)).toEqual([false, false, false, false, false, true]);
  });

  it('lets one broken document cost only itself', () => {
    const { rules, problems } = read(
      `${HEAD}pattern: print($A)\n---\nid: B\n---\nid: ok\nlanguage: py\nmessage: m\npattern: x\n`,
    );
    expect(rules.map(({ id }) => id)).toEqual(['no-print', 'ok']);
    expect(problems).toHaveLength(1);
  });

  it('finds nothing in an empty file', () => {
    expect(read('')).toEqual({ rules: [], problems: [] });
    expect(read('# only a comment\r\n')).toEqual({ rules: [], problems: [] });
  });

  it.each([
    ['a list', '- a', '1: expected a mapping'],
    ['text that is no YAML', 'id: [', /^1: not valid YAML: /u],
    ['an alias to nothing', 'id: *gone', /^1: not valid YAML: /u],
    ['aliases that multiply', bomb(), /^1: not valid YAML: Excessive alias count/u],
    ['a misspelt key', `${HEAD}patern: x\n`, '4: patern: unknown key "patern"'],
    [
      'an id with spaces',
      'id: No Print\nlanguage: py\nmessage: m\npattern: x\n',
      /^1: id: an id is lower-case words/u,
    ],
    ['a missing message', 'id: a\nlanguage: py\npattern: x\n', '1: message: is missing'],
    [
      'an unknown language',
      'id: a\nlanguage: cobol\nmessage: m\npattern: x\n',
      /^2: language: unknown language "cobol"; known: /u,
    ],
    ['no language', 'id: a\nmessage: m\npattern: x\n', /language: is missing/u],
    ['nothing to look for', HEAD, /nothing to look for/u],
    [
      'rule and pattern',
      `${HEAD}rule: { kind: call }\npattern: x\n`,
      '5: pattern: give rule or pattern, not both',
    ],
    [
      'a pattern with a bracket missing',
      `${HEAD}pattern: 'print($A'\n`,
      '4: pattern: pattern `print($A` does not parse as python',
    ],
    ['two statements as a pattern', `${HEAD}pattern: "a\\nb"\n`, /^4: pattern: .*Multiple AST nodes/u],
    [
      'a node kind that the grammar lacks',
      `${HEAD}rule: { kind: nope }\n`,
      /^4: rule: .*Kind `nope` is invalid/u,
    ],
    [
      'an unknown predicate',
      `${HEAD}pattern: x\nwhere: [{ is: nope }]\n`,
      /^5: where: unknown predicate "nope"; known: /u,
    ],
    [
      'an expression that hangs',
      `${HEAD}pattern: x\nwhere: [{ matches: '(a+)+$' }]\n`,
      /^5: where: matches "\(a\+\)\+\$" repeats a group/u,
    ],
    [
      'an expression that is none',
      `${HEAD}pattern: x\nwhere: [{ matches: '(' }]\n`,
      /^5: where: matches "\(" /u,
    ],
    [
      'a metavariable that nothing binds',
      `${HEAD}pattern: f($A)\nreport: B\n`,
      '5: report: no pattern of this rule binds $B',
    ],
    ['a fix without text', `${HEAD}pattern: f($A)\nfix: { title: t }\n`, /^5: fix: a fix needs replace/u],
    [
      'a SQL pattern of wildcards only',
      'id: a\nmessage: m\nsql: $X\n',
      /^3: sql: a SQL pattern needs at least one word/u,
    ],
    ['an import rule that forbids nothing', `${HEAD}imports: {}\n`, /^4: imports: give modules/u],
    [
      'a severity that does not exist',
      `${HEAD}pattern: x\nseverity: URGENT\n`,
      /^5: severity: expected one of CRITICAL, /u,
    ],
  ])('says in one line what is wrong with %s', (_, yaml, expected) => {
    const said = problem(yaml);
    expect(said).not.toContain('\n');
    if (typeof expected === 'string') expect(said).toBe(expected);
    else expect(said).toMatch(expected);
  });
});

function bomb(): string {
  const lines = Array.from({ length: 12 }, (_, level) =>
    level === 0
      ? 'a0: &a0 [x, x, x]'
      : `a${level}: &a${level} [*a${level - 1}, *a${level - 1}, *a${level - 1}]`,
  );
  return `${lines.join('\n')}\n`;
}
