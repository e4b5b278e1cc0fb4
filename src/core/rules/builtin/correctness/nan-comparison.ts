import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'nan-comparison',
  title: 'Comparison with NaN',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: [...ECMASCRIPT, 'python'],
  message: 'NaN equals nothing, not even itself, so this comparison has one answer for ever.',
  actionRequired: 'Ask with `Number.isNaN`, or `math.isnan` in Python.',
  why: 'The check for bad input never fires: NaN flows into totals, and a whole invoice reads NaN.',
  howToFix: '`if (Number.isNaN(total))` or `if math.isnan(total):`.',
  references: [
    'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/NaN',
    'https://docs.python.org/3/library/math.html#math.isnan',
  ],
  aliases: ['use-isnan'],
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          { pattern: '$VALUE === NaN' },
          { pattern: '$VALUE == NaN' },
          { pattern: '$VALUE === Number.NaN' },
          { pattern: '$VALUE == Number.NaN' },
        ],
      },
      fixes: [{ title: 'Use Number.isNaN', kind: 'auto', replace: 'Number.isNaN($VALUE)' }],
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          { pattern: '$VALUE !== NaN' },
          { pattern: '$VALUE != NaN' },
          { pattern: '$VALUE !== Number.NaN' },
        ],
      },
      fixes: [{ title: 'Use Number.isNaN', kind: 'auto', replace: '!Number.isNaN($VALUE)' }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          { pattern: '$VALUE == float("nan")' },
          { pattern: "$VALUE == float('nan')" },
          { pattern: '$VALUE == math.nan' },
        ],
      },
      fixes: [
        {
          title: 'Use math.isnan',
          kind: 'auto',
          replace: 'math.isnan($VALUE)',
          needsImports: ['import math'],
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: { pattern: '$VALUE == np.nan' },
      fixes: [{ title: 'Use np.isnan', kind: 'auto', replace: 'np.isnan($VALUE)' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'if (total === NaN || a.b !== Number.NaN) stop();\n',
        count: 2,
        fixed: 'if (Number.isNaN(total) || !Number.isNaN(a.b)) stop();\n',
      },
      {
        language: 'python',
        code: 'x = 1\nif total == float("nan"):\n    stop()\n',
        fixed: 'import math\nx = 1\nif math.isnan(total):\n    stop()\n',
      },
      { language: 'python', code: 'frame[frame.price == np.nan]\n' },
    ],
    silent: [
      { language: 'javascript', code: 'if (Number.isNaN(total) || x !== x) stop();\nconst empty = NaN;\n' },
      { language: 'python', code: 'if math.isnan(total) or name == "nan":\n    total = float("nan")\n' },
    ],
  },
};
