import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'ruby-rescue-exception',
  title: 'rescue of Exception itself',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Standards',
  languages: ['ruby'],
  message: '`Exception` includes the signals that stop the process and running out of memory.',
  actionRequired: 'Rescue `StandardError`, or the errors you expect.',
  why: 'A worker that rescues `Exception` swallows `SignalException` too: the deployment waits, then kills it in the middle of a job.',
  howToFix: '```ruby\nbegin\n  sync\nrescue StandardError => e\n  logger.error(e)\nend\n```',
  references: ['https://docs.ruby-lang.org/en/master/Exception.html'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'constant',
        all: [
          { regex: '^Exception$' },
          { inside: { kind: 'exceptions', inside: { kind: 'rescue', not: { regex: '\\braise\\b' } } } },
        ],
      },
      fixes: [{ title: 'Rescue StandardError', kind: 'suggest', replace: 'StandardError' }],
    },
  ],
  examples: {
    fires: [
      {
        code: 'begin\n  sync\nrescue Exception => e\n  log(e)\nend\n',
        marks: 'Exception',
        fixed: 'begin\n  sync\nrescue StandardError => e\n  log(e)\nend\n',
      },
      { code: 'def run\n  sync\nrescue KeyError, Exception\n  nil\nend\n' },
    ],
    silent: [
      { code: 'begin\n  sync\nrescue Exception => e\n  log(e)\n  raise\nend\n' },
      { code: 'begin\n  sync\nrescue StandardError, My::Exception => e\n  log(e)\nend\nException.new\n' },
    ],
  },
};
