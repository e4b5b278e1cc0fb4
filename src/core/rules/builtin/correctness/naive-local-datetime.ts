import type { Rule } from '../../ruleModel.ts';
import { SCRIPT_PATHS, TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'naive-local-datetime',
  title: 'Current time without a time zone',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Data',
  languages: ['python'],
  message: 'This time depends on the zone of the machine and says nothing about it.',
  actionRequired: 'Give the zone: `datetime.now(timezone.utc)` for storage and comparison.',
  why: 'The same code gives two different times on a laptop in Berlin and a server in UTC, and twice a year an hour is missing or there twice. Comparing the value with an aware one raises `TypeError`.',
  howToFix:
    '```python\nfrom datetime import datetime, timezone\n\ncreated_at = datetime.now(timezone.utc)\n```',
  references: ['https://docs.python.org/3/library/datetime.html#aware-and-naive-objects'],
  aliases: ['DTZ005', 'DTZ002'],
  exceptPaths: [...TEST_PATHS, ...SCRIPT_PATHS],
  match: [
    {
      kind: 'tree',
      rule: {
        all: [
          { any: [{ pattern: 'datetime.now()' }, { pattern: 'datetime.today()' }] },
          // Text for people and the local calendar date are what local time is for.
          {
            not: {
              inside: { kind: 'attribute', regex: '\\.(?:strftime|date|year|astimezone|isoformat|ctime)$' },
            },
          },
        ],
      },
      fixes: [
        {
          title: 'Use an aware time in UTC',
          kind: 'suggest',
          replace: 'datetime.now(timezone.utc)',
          needsImports: ['from datetime import timezone'],
        },
      ],
    },
    {
      kind: 'tree',
      rule: {
        all: [
          { pattern: 'datetime.datetime.now()' },
          {
            not: {
              inside: { kind: 'attribute', regex: '\\.(?:strftime|date|year|astimezone|isoformat|ctime)$' },
            },
          },
        ],
      },
      fixes: [
        {
          title: 'Use an aware time in UTC',
          kind: 'suggest',
          replace: 'datetime.datetime.now(datetime.timezone.utc)',
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        code: 'from datetime import datetime, timezone\nrow.created_at = datetime.now()\n',
        fixed: 'from datetime import datetime, timezone\nrow.created_at = datetime.now(timezone.utc)\n',
      },
      {
        code: 'import datetime\nexpires = datetime.datetime.now() + delta\n',
        marks: 'datetime.datetime.now()',
      },
    ],
    silent: [
      {
        code: 'now = datetime.now(timezone.utc)\nyear = datetime.now().year\nlabel = datetime.now().strftime("%H:%M")\n',
      },
      { code: 'row.created_at = datetime.now()\n', path: 'tests/test_rows.py' },
    ],
  },
};
