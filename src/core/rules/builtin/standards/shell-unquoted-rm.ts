import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'shell-unquoted-rm',
  title: 'Variable without quotes in rm',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ['bash'],
  message:
    'A space or a star in this variable removes other files, and when it is empty so does what follows it.',
  actionRequired: 'Quote the variable, and stop when it is empty: `"${NAME:?}"`.',
  why: '`rm -rf $BUILD/` with an unset variable is `rm -rf /`. A folder called "my files" becomes two arguments.',
  howToFix: '```bash\nrm -rf "${BUILD_DIR:?}/cache"\n```',
  references: ['https://www.gnu.org/software/bash/manual/html_node/Quoting.html'],
  aliases: ['SC2086', 'SC2115'],
  match: [
    {
      kind: 'tree',
      rule: {
        any: [
          { kind: 'simple_expansion', regex: '^\\$[A-Za-z_]' },
          { kind: 'expansion', not: { regex: ':\\?' } },
          {
            kind: 'concatenation',
            has: {
              any: [
                { kind: 'simple_expansion', regex: '^\\$[A-Za-z_]' },
                { kind: 'expansion', not: { regex: ':\\?' } },
              ],
            },
          },
        ],
        all: [
          { inside: { kind: 'command', all: [{ regex: 'rm' }, { regex: '^rm\\s' }] } },
          { not: { regex: '^["\']' } },
          { pattern: '$PLACE' },
        ],
      },
      fixes: [
        {
          title: 'Quote it',
          kind: 'suggest',
          replace: '"$PLACE"',
          where: [{ matchesNot: '["\'*?\\[]' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      { code: 'rm -rf $DIR\n', marks: '$DIR', fixed: 'rm -rf "$DIR"\n' },
      { code: 'rm -f ${TMP}/a.txt\n', fixed: 'rm -f "${TMP}/a.txt"\n' },
    ],
    silent: [{ code: 'rm -rf "$DIR" "${DIR:?}/x" /tmp/build\n' }, { code: 'echo rm $DIR\nls $DIR\n' }],
  },
};
