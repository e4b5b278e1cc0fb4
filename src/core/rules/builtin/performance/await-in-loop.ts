import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { SCRIPT_PATHS, TEST_PATHS } from '../commonPaths.ts';
import { ANY_FUNCTION } from '../ecmascriptShapes.ts';

export const rule: Rule = {
  id: 'await-in-loop',
  title: 'Requests made one after another',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ECMASCRIPT,
  message: 'Each turn of this loop waits for the one before it.',
  actionRequired: 'Start independent requests together and await them with `Promise.all`.',
  why: 'Twenty requests of 100 ms take two seconds in a row, and a tenth of a second side by side.',
  howToFix:
    '```ts\nconst pages = await Promise.all(urls.map((url) => fetch(url)));\n```\nLimit how many run at once when the list is long.',
  references: ['https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Promise/all'],
  aliases: ['no-await-in-loop'],
  optIn: true,
  exceptPaths: [...TEST_PATHS, ...SCRIPT_PATHS],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'await_expression',
        all: [
          { regex: 'await' },
          { inside: { kind: 'for_in_statement', not: { regex: '^for\\s+await' }, stopBy: ANY_FUNCTION } },
          { not: { inside: { kind: 'for_in_statement', field: 'right', stopBy: ANY_FUNCTION } } },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'for (const url of urls) {\n  pages.push(await fetch(url));\n}\n',
        marks: 'await fetch(url)',
      },
      { language: 'javascript', code: 'for (const id of ids) await load(id);\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'for (const url of await list()) show(url);\nawait Promise.all(urls.map(async (url) => await fetch(url)));\n',
      },
      { language: 'javascript', code: 'for await (const line of lines) await write(line);\n' },
    ],
  },
};
