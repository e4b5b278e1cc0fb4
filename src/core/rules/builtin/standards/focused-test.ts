import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'focused-test',
  title: 'Focused test that switches the others off',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ECMASCRIPT,
  message: 'Only focused tests run, so the rest of this file proves nothing.',
  actionRequired: 'Remove `.only`.',
  why: 'The build is green because a hundred tests were skipped. The one that would have caught the bug is among them.',
  howToFix: '`it("…")` instead of `it.only("…")`.',
  references: ['https://vitest.dev/api/#test-only'],
  aliases: ['no-focused-tests', 'noFocusedTests'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'member_expression',
        all: [
          {
            any: [
              { pattern: 'it.only' },
              { pattern: 'test.only' },
              { pattern: 'describe.only' },
              { pattern: 'suite.only' },
              { pattern: 'test.describe.only' },
            ],
          },
          { inside: { kind: 'call_expression', field: 'function' } },
          { has: { field: 'object', pattern: '$TEST' } },
        ],
      },
      fixes: [{ title: 'Run the others too', kind: 'auto', replace: '$TEST' }],
    },
    {
      kind: 'tree',
      rule: {
        kind: 'identifier',
        all: [
          { regex: '^(?:fit|fdescribe)$' },
          {
            inside: {
              kind: 'call_expression',
              field: 'function',
              has: {
                kind: 'arguments',
                has: { nthChild: 1, any: [{ kind: 'string' }, { kind: 'template_string' }] },
              },
            },
          },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        path: 'test/a.test.ts',
        code: 'describe.only("a", () => {\n  it("b", () => {});\n});\n',
        marks: 'describe.only',
        fixed: 'describe("a", () => {\n  it("b", () => {});\n});\n',
      },
      {
        language: 'javascript',
        path: 'a.spec.js',
        code: 'fit("adds", () => {});\ntest.only(`x`, run);\n',
        count: 2,
      },
    ],
    silent: [
      {
        language: 'typescript',
        path: 'test/a.test.ts',
        code: 'it("only", () => {});\nit.skip("x", run);\nquery.only("id");\n',
      },
      { language: 'javascript', code: 'chart.fit("x");\nfit(box, size);\nconst f = it.only;\n' },
    ],
  },
};
