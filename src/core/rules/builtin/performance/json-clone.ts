import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'json-clone',
  title: 'Copy by way of JSON text',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ECMASCRIPT,
  message: 'A copy through JSON turns dates into text and drops undefined, Map and Set.',
  actionRequired: 'Use `structuredClone`.',
  why: 'The copy looks right until somebody calls `copy.createdAt.getTime()` on what is now a string. Writing and reading text also costs more than copying.',
  howToFix: '`const copy = structuredClone(order);`',
  references: ['https://developer.mozilla.org/docs/Web/API/Window/structuredClone'],
  aliases: ['prefer-structured-clone'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: { pattern: 'JSON.parse(JSON.stringify($VALUE))' },
      fixes: [{ title: 'Use structuredClone', kind: 'suggest', replace: 'structuredClone($VALUE)' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'const copy = JSON.parse(JSON.stringify(order));\n',
        fixed: 'const copy = structuredClone(order);\n',
      },
      {
        language: 'javascript',
        code: 'save(JSON.parse(JSON.stringify({ ...a })));\n',
        marks: 'JSON.parse(JSON.stringify({ ...a }))',
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'const a = JSON.parse(JSON.stringify(order, replacer));\nconst b = JSON.parse(text);\n',
      },
      { language: 'javascript', code: 'const text = JSON.stringify(JSON.parse(input));\n' },
    ],
  },
};
