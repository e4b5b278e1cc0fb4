import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'ts-ignore-comment',
  title: '@ts-ignore hides errors for ever',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ['typescript', 'tsx'],
  message: '`@ts-ignore` goes on hiding whatever error comes to this line later.',
  actionRequired: 'Mend the type error, or use `@ts-expect-error` with a reason.',
  why: 'The error it was written for is long gone, and the next one, a misspelt property or a missing argument, is hidden too. `@ts-expect-error` reports itself when there is nothing left to hide.',
  howToFix: '`// @ts-expect-error the library has no types for this option`',
  references: ['https://www.typescriptlang.org/docs/handbook/release-notes/typescript-3-9.html'],
  aliases: ['ban-ts-comment', 'prefer-ts-expect-error'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'comment',
        all: [{ regex: 'ts-ignore' }, { regex: '^//\\s*@ts-ignore\\b' }, { pattern: '$COMMENT' }],
      },
      transform: {
        EXPECTED: { replace: { source: '$COMMENT', replace: '@ts-ignore', by: '@ts-expect-error' } },
      },
      fixes: [{ title: 'Use @ts-expect-error', kind: 'suggest', replace: '$EXPECTED' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: '// @ts-ignore no types\nload(1);\n',
        fixed: '// @ts-expect-error no types\nload(1);\n',
      },
      { language: 'tsx', code: 'const a = (\n  //@ts-ignore\n  load(1)\n);\n', marks: '//@ts-ignore' },
    ],
    silent: [
      { language: 'typescript', code: '// @ts-expect-error no types\nload("@ts-ignore");\n' },
      { language: 'tsx', code: '// why we never write @ts-ignore\nload(1);\n' },
    ],
  },
};
