import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'bare-except',
  title: 'except without an exception type',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Standards',
  languages: ['python'],
  message: 'A bare `except:` also catches Ctrl+C and the request to exit.',
  actionRequired: 'Name the exceptions you expect, or write `except Exception:`.',
  why: '`KeyboardInterrupt` and `SystemExit` are exceptions too. A worker loop with a bare `except:` cannot be stopped by its supervisor and is killed in the middle of its work instead.',
  howToFix:
    '```python\ntry:\n    load(path)\nexcept (OSError, ValueError) as error:\n    log.warning("not loaded: %s", error)\n```',
  references: ['https://docs.python.org/3/library/exceptions.html#exception-hierarchy'],
  aliases: ['E722'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'except_clause',
        all: [
          { regex: 'except' },
          { regex: '^except\\s*:' },
          { has: { all: [{ regex: '^except$' }, { pattern: '$$KEYWORD' }] } },
          // Cleaning up and raising again is what a bare except is for.
          { not: { has: { kind: 'raise_statement', stopBy: 'end' } } },
        ],
      },
      fixes: [
        {
          title: 'Catch Exception only',
          kind: 'suggest',
          edits: [{ at: 'KEYWORD', text: 'except Exception' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        code: 'try:\n    load()\nexcept:\n    failed = True\n    log.error("no")\n',
        fixed: 'try:\n    load()\nexcept Exception:\n    failed = True\n    log.error("no")\n',
      },
      {
        code: 'while True:\r\n    try:\r\n        step()\r\n    except :\r\n        # go on\r\n        pass\r\n',
        fixed:
          'while True:\r\n    try:\r\n        step()\r\n    except Exception :\r\n        # go on\r\n        pass\r\n',
      },
    ],
    silent: [
      { code: 'try:\n    load()\nexcept:\n    rollback()\n    raise\n' },
      {
        code: 'try:\n    load()\nexcept (OSError, ValueError):\n    pass\nexcept Exception as error:\n    log(error)\n',
      },
    ],
  },
};
