import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'naive-utc-datetime',
  title: 'UTC time without a time zone',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Data',
  languages: ['python'],
  message: 'This gives UTC digits with no time zone, which the rest of Python takes for local time.',
  actionRequired: 'Use `datetime.now(timezone.utc)` and keep times aware everywhere.',
  why: '`utcnow().timestamp()` is wrong by the server’s offset, and a naive value stored in a `timestamptz` column is shifted by the session’s zone. Both functions are deprecated since Python 3.12.',
  howToFix: '```python\nfrom datetime import datetime, timezone\n\nnow = datetime.now(timezone.utc)\n```',
  references: ['https://docs.python.org/3/library/datetime.html#datetime.datetime.utcnow'],
  aliases: ['DTZ003', 'DTZ004'],
  tags: ['deprecated'],
  match: [
    {
      kind: 'tree',
      rule: { pattern: 'datetime.utcnow()' },
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
      rule: { pattern: 'datetime.utcfromtimestamp($SECONDS)' },
      fixes: [
        {
          title: 'Use an aware time in UTC',
          kind: 'suggest',
          replace: 'datetime.fromtimestamp($SECONDS, timezone.utc)',
          needsImports: ['from datetime import timezone'],
        },
      ],
    },
    {
      kind: 'tree',
      rule: { pattern: '$MODULE.datetime.utcnow()' },
      fixes: [
        {
          title: 'Use an aware time in UTC',
          kind: 'suggest',
          replace: '$MODULE.datetime.now($MODULE.timezone.utc)',
        },
      ],
    },
    {
      kind: 'tree',
      rule: { pattern: '$MODULE.datetime.utcfromtimestamp($SECONDS)' },
      fixes: [
        {
          title: 'Use an aware time in UTC',
          kind: 'suggest',
          replace: '$MODULE.datetime.fromtimestamp($SECONDS, $MODULE.timezone.utc)',
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        code: 'from datetime import datetime\n\nnow = datetime.utcnow()\nlater = datetime.utcnow() + DAY\n',
        count: 2,
        fixed:
          'from datetime import datetime\nfrom datetime import timezone\n\nnow = datetime.now(timezone.utc)\nlater = datetime.now(timezone.utc) + DAY\n',
      },
      {
        code: 'import datetime as dt\r\nat = dt.datetime.utcfromtimestamp(row.at)\r\n',
        fixed: 'import datetime as dt\r\nat = dt.datetime.fromtimestamp(row.at, dt.timezone.utc)\r\n',
      },
    ],
    silent: [
      {
        code: 'from datetime import datetime, timezone\nnow = datetime.now(timezone.utc)\nx = clock.utcnow()\n',
      },
      { code: 'at = datetime.fromtimestamp(1, tz=timezone.utc)\n# datetime.utcnow()\n' },
    ],
  },
};
