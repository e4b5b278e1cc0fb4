import type { Rule, TreeRule } from '../../ruleModel.ts';

const LOOP_VARIABLE_USED: TreeRule = {
  all: [
    {
      inside: {
        kind: 'for_statement',
        has: { field: 'left', kind: 'identifier', pattern: '$VARIABLE' },
        stopBy: { any: [{ kind: 'function_definition' }, { kind: 'for_statement' }, { kind: 'lambda' }] },
      },
    },
    {
      has: {
        field: 'body',
        all: [
          { pattern: '$BODY' },
          {
            any: [
              { kind: 'identifier', pattern: '$VARIABLE' },
              { has: { kind: 'identifier', pattern: '$VARIABLE', stopBy: 'end' } },
            ],
          },
        ],
      },
    },
    // Only functions that outlive the loop step: kept in a list, a dictionary or a callback register.
    {
      any: [
        { inside: { kind: 'assignment', has: { field: 'left', kind: 'subscript' } } },
        {
          inside: {
            kind: 'argument_list',
            inside: {
              kind: 'call',
              has: {
                field: 'function',
                regex: '\\.(?:append|add|connect|bind|subscribe|add_done_callback|submit|call_later)$',
              },
            },
          },
        },
      ],
    },
  ],
};

export const rule: Rule = {
  id: 'late-binding-closure',
  title: 'Function in a loop that sees only the last value',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ['python'],
  message: 'Every function made in this loop will see the last value of `$VARIABLE`.',
  actionRequired: 'Bind the value now, as a default argument or with `functools.partial`.',
  why: 'A lambda looks its variable up when it is called, not when it is made. Ten buttons built in a loop all open the tenth page.',
  howToFix: '```python\nfor page in pages:\n    buttons.append(lambda page=page: open_page(page))\n```',
  references: [
    'https://docs.python.org/3/faq/programming.html#why-do-lambdas-defined-in-a-loop-with-different-values-all-return-the-same-result',
  ],
  aliases: ['B023'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'lambda',
        all: [{ regex: 'lambda' }, { not: { has: { field: 'parameters', regex: '.' } } }, LOOP_VARIABLE_USED],
      },
      fixes: [
        {
          title: 'Bind the value of $VARIABLE now',
          kind: 'suggest',
          replace: 'lambda $VARIABLE=$VARIABLE: $BODY',
        },
      ],
    },
    {
      kind: 'tree',
      rule: {
        kind: 'lambda',
        all: [
          { regex: 'lambda' },
          LOOP_VARIABLE_USED,
          {
            has: {
              field: 'parameters',
              all: [
                { pattern: '$PARAMETERS' },
                { not: { has: { kind: 'identifier', pattern: '$VARIABLE', stopBy: 'end' } } },
                { not: { regex: '[*=]' } },
              ],
            },
          },
        ],
      },
      fixes: [
        {
          title: 'Bind the value of $VARIABLE now',
          kind: 'suggest',
          edits: [{ at: 'PARAMETERS', place: 'after', text: ', $VARIABLE=$VARIABLE' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        code: 'for page in pages:\n    buttons.append(lambda: open_page(page))\n',
        marks: 'lambda: open_page(page)',
        fixed: 'for page in pages:\n    buttons.append(lambda page=page: open_page(page))\n',
      },
      {
        code: 'for rate in rates:\n    handlers[rate] = lambda amount: amount * rate\n',
        fixed: 'for rate in rates:\n    handlers[rate] = lambda amount, rate=rate: amount * rate\n',
      },
    ],
    silent: [
      {
        code: 'for page in pages:\n    buttons.append(lambda page=page: open_page(page))\n    rows.sort(key=lambda row: row[page])\n',
      },
      {
        code: 'for page in pages:\n    found = filter(lambda row: row == page, rows)\n    buttons.append(lambda: close())\nbuttons.append(lambda: open_page(page))\n',
      },
    ],
  },
};
