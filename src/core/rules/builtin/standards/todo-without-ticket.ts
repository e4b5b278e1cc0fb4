import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'todo-without-ticket',
  title: 'TODO that nobody will find',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Standards',
  languages: [...ECMASCRIPT, 'python', 'go', 'ruby', 'php', 'csharp', 'css', 'yaml', 'bash'],
  message: 'This note names no ticket and no person.',
  actionRequired: 'Write the ticket number beside it, or do it now.',
  why: 'Notes without an owner are read by nobody; five years later no one knows whether the warning still holds.',
  howToFix: '`// TODO(SHOP-214): drop when all clients send the currency`',
  optIn: true,
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'comment',
        all: [
          { any: [{ regex: 'TODO' }, { regex: 'FIXME' }] },
          { regex: '\\b(?:TODO|FIXME)\\b' },
          { not: { regex: '[A-Z]{2,}-\\d+|#\\d+|https?://|(?:TODO|FIXME)\\s*\\(\\s*\\S+' } },
        ],
      },
    },
  ],
  examples: {
    fires: [
      { language: 'typescript', code: '// TODO: handle refunds\nrun();\n', marks: '// TODO: handle refunds' },
      { language: 'python', code: '# FIXME later\nx = 1\n' },
    ],
    silent: [
      { language: 'typescript', code: '// TODO(SHOP-214): refunds\n// see #12, FIXME\nconst TODO = 1;\n' },
      { language: 'python', code: '# todos are listed below\nTODO = "x"\n' },
    ],
  },
};
