import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'wildcard-import',
  title: 'Import of everything',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: ['python'],
  message: 'This import brings in names that nobody can see here.',
  actionRequired: 'Import the names you use.',
  why: 'A new release of the module adds a function called `filter`, and from then on this file uses that one instead of the built-in.',
  howToFix: '`from shop.models import Customer, Order`',
  references: ['https://peps.python.org/pep-0008/#imports'],
  aliases: ['F403'],
  exceptPaths: [...TEST_PATHS, '**/__init__.py', '**/settings/**', '**/*settings*.py'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'import_from_statement',
        all: [{ regex: 'import' }, { has: { kind: 'wildcard_import' } }],
      },
    },
  ],
  examples: {
    fires: [
      { code: 'from shop.models import *\n', marks: 'from shop.models import *' },
      { code: 'import os\nfrom .views import *  # noqa\n' },
    ],
    silent: [
      { code: 'from shop.models import Customer, Order\nimport shop.models as models\n' },
      { code: 'from .models import *\n', path: 'shop/__init__.py' },
    ],
  },
};
