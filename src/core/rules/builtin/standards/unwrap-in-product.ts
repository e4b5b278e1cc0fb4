import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'unwrap-in-product',
  title: 'Value taken without asking whether it is there',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ['rust', 'kotlin'],
  message: 'This ends the program, or the request, when the value is missing.',
  actionRequired: 'Handle the missing value, or say why it cannot be missing.',
  why: 'One malformed row and the worker panics; it is restarted, meets the same row, and panics again.',
  howToFix:
    'Rust: `?`, `unwrap_or_else`, or `expect("why it is there")`. Kotlin: `?: return`, `requireNotNull(value) { "…" }`.',
  references: [
    'https://doc.rust-lang.org/book/ch09-03-to-panic-or-not-to-panic.html',
    'https://kotlinlang.org/docs/null-safety.html',
  ],
  optIn: true,
  exceptPaths: [...TEST_PATHS, '**/build.rs', '**/examples/**', '**/benches/**'],
  match: [
    {
      kind: 'tree',
      languages: ['rust'],
      rule: {
        kind: 'call_expression',
        all: [
          { regex: 'unwrap' },
          { regex: '\\.unwrap\\(\\)$' },
          {
            not: {
              inside: {
                kind: 'mod_item',
                follows: { kind: 'attribute_item', regex: 'cfg\\(test\\)' },
                stopBy: 'end',
              },
            },
          },
          {
            not: {
              inside: {
                kind: 'function_item',
                follows: { kind: 'attribute_item', regex: 'test' },
                stopBy: 'end',
              },
            },
          },
          // Locks are poisoned only after a panic elsewhere.
          { not: { regex: '\\.(?:lock|read|write)\\(\\)\\s*\\.unwrap\\(\\)$' } },
        ],
      },
    },
    { kind: 'tree', languages: ['kotlin'], rule: { kind: 'postfix_expression', regex: '!!$' } },
  ],
  examples: {
    fires: [
      {
        language: 'rust',
        code: 'fn f() {\n    let a = text.parse::<u8>().unwrap();\n}\n',
        marks: 'text.parse::<u8>().unwrap()',
      },
      { language: 'kotlin', code: 'fun f() {\n    send(user!!.mail)\n}\n', marks: 'user!!' },
    ],
    silent: [
      {
        language: 'rust',
        code: 'fn f() {\n    let a = text.parse::<u8>().unwrap_or(1);\n    let b = m.lock().unwrap();\n}\n#[cfg(test)]\nmod tests {\n    fn g() { x.unwrap(); }\n}\n',
      },
      { language: 'kotlin', code: 'fun f() {\n    val a = !flag\n    send(user?.mail ?: return)\n}\n' },
    ],
  },
};
