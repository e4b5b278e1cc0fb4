import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'shell-cd-unchecked',
  title: 'cd that may fail unnoticed',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Standards',
  languages: ['bash'],
  message: 'When this `cd` fails, everything below runs in the wrong folder.',
  actionRequired: 'Write `|| exit 1` behind it, or `set -e` above.',
  why: 'The folder was renamed, `cd` prints a line that nobody reads, and `rm -rf *` in the next line empties the home directory.',
  howToFix: '`cd "$BUILD_DIR" || exit 1`',
  references: ['https://www.gnu.org/software/bash/manual/html_node/Bourne-Shell-Builtins.html'],
  aliases: ['SC2164'],
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'command',
        all: [
          { regex: 'cd' },
          { regex: '^cd\\s+[^-\\s]' },
          { inside: { any: [{ kind: 'program' }, { kind: 'compound_statement' }, { kind: 'do_group' }] } },
        ],
      },
      where: [{ documentMatchesNot: '\\bset\\s+(?:-\\w*e|-o\\s+errexit)|^#![^\\n]*\\s-\\w*e' }],
      fixes: [
        { title: 'Stop when it fails', kind: 'suggest', edits: [{ place: 'after', text: ' || exit 1' }] },
      ],
    },
  ],
  examples: {
    fires: [
      {
        code: 'cd "$BUILD"\nrm -rf cache\n',
        marks: 'cd "$BUILD"',
        fixed: 'cd "$BUILD" || exit 1\nrm -rf cache\n',
      },
      { code: 'build() {\n  cd /srv/app\n  make\n}\n' },
    ],
    silent: [
      { code: 'set -e\ncd "$BUILD"\nrm -rf cache\n' },
      { code: 'cd "$BUILD" || exit 1\ncd x && make\n(cd y && make)\nif cd z; then make; fi\ncd -\n' },
    ],
  },
};
