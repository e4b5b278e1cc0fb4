import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'product-imports-tests',
  title: 'Product code that imports tests',
  kind: 'enforcement',
  severity: 'MEDIUM',
  problemType: 'Architecture',
  languages: [...ECMASCRIPT, 'python'],
  layers: [1, 2, 3, 4, 5, 6],
  message: 'Product code imports `$MODULE`, which belongs to the tests.',
  actionRequired: 'Move what is shared out of the tests.',
  why: 'Tests are left out of the package, so the product fails at start with a missing module; or they are packed too, with their fixtures and fake keys.',
  howToFix: 'Move the helper or the fixture to a module of the product, and import it from both sides.',
  exceptPaths: [
    '**/*.config.*',
    '**/*.stories.*',
    '**/{vitest,jest,playwright,cypress}*',
    '**/testing/**',
    '**/test-utils/**',
  ],
  match: [{ kind: 'import', layers: [7] }],
  examples: {
    fires: [
      {
        language: 'typescript',
        path: 'src/services/mail.ts',
        code: 'import { fakeMail } from "../__tests__/fakeMail";\n',
        marks: '"../__tests__/fakeMail"',
      },
      { language: 'python', path: 'app/services/mail.py', code: 'from tests.helpers import fake_mail\n' },
    ],
    silent: [
      {
        language: 'typescript',
        path: 'src/services/mail.test.ts',
        code: 'import { fakeMail } from "../__tests__/fakeMail";\n',
      },
      {
        language: 'python',
        path: 'app/services/mail.py',
        code: 'import unittest\nfrom app.testing_tools import x\n',
      },
    ],
  },
};
