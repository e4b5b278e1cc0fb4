import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'java-string-identity',
  title: 'Java strings compared by reference',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ['java'],
  message: '`==` asks whether both are the same object, not whether the text is equal.',
  actionRequired: 'Compare with `equals`, the literal first so that null is safe.',
  why: 'Literals are shared by the compiler, so the comparison works in tests and fails for the same text from a request or a database.',
  howToFix: '```java\nif ("paid".equals(status)) {\n    ship();\n}\n```',
  references: ['https://docs.oracle.com/javase/specs/jls/se21/html/jls-15.html#jls-15.21.3'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'binary_expression',
        any: [{ pattern: '$VALUE == $LITERAL' }, { pattern: '$LITERAL == $VALUE' }],
      },
      constraints: {
        LITERAL: { kind: 'string_literal' },
        VALUE: { not: { any: [{ kind: 'null_literal' }, { kind: 'string_literal' }] } },
      },
      fixes: [{ title: 'Compare with equals', kind: 'auto', replace: '$LITERAL.equals($VALUE)' }],
    },
    {
      kind: 'tree',
      rule: {
        kind: 'binary_expression',
        any: [{ pattern: '$VALUE != $LITERAL' }, { pattern: '$LITERAL != $VALUE' }],
      },
      constraints: {
        LITERAL: { kind: 'string_literal' },
        VALUE: { not: { any: [{ kind: 'null_literal' }, { kind: 'string_literal' }] } },
      },
      fixes: [{ title: 'Compare with equals', kind: 'auto', replace: '!$LITERAL.equals($VALUE)' }],
    },
  ],
  examples: {
    fires: [
      {
        code: 'class A { void f() { if (status == "paid") { ship(); } } }\n',
        marks: 'status == "paid"',
        fixed: 'class A { void f() { if ("paid".equals(status)) { ship(); } } }\n',
      },
      {
        code: 'class A { boolean f() { return a.b() != "x" && c == null; } }\n',
        fixed: 'class A { boolean f() { return !"x".equals(a.b()) && c == null; } }\n',
      },
    ],
    silent: [
      { code: 'class A { void f() { if ("paid".equals(status) || status == null) { ship(); } } }\n' },
      { code: 'class A { void f() { if (letter == \'x\' || count == 3) { ship("a == b"); } } }\n' },
    ],
  },
};
