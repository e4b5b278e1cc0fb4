import type { Rule } from '../../ruleModel.ts';
import { SCRIPT_PATHS, TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'unchecked-archive-extraction',
  title: 'Archive unpacked wherever its names point',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: ['python'],
  message: 'Names inside the archive decide where files are written, also outside the target folder.',
  actionRequired: 'Extract with filter="data".',
  why: 'An entry called `../../.ssh/authorized_keys`, or a link followed by a file, leaves the folder and overwrites what it finds. An upload of one archive then takes over the account.',
  howToFix:
    '```python\nwith tarfile.open(path) as archive:\n    archive.extractall(target, filter="data")\n```\n\nThe filter refuses absolute paths, links to the outside and device files (Python 3.12, and 3.8 to 3.11 with current patches).',
  references: [
    'https://docs.python.org/3/library/tarfile.html',
    'https://cwe.mitre.org/data/definitions/22.html',
  ],
  exceptPaths: [...TEST_PATHS, ...SCRIPT_PATHS],
  match: [
    {
      kind: 'tree',
      rule: {
        any: [{ pattern: '$ARCHIVE.extractall($$$ARGUMENTS)' }, { pattern: '$ARCHIVE.extractall()' }],
      },
      where: [
        { matchesNot: '\\bfilter\\s*=|\\bmembers\\s*=' },
        { documentMatches: 'tarfile\\.(?:open|TarFile)|from tarfile' },
        // Archives of the other kind are cleaned by the library.
        { documentMatchesNot: 'extraction_filter|is_safe|safe_extract|ZipFile' },
      ],
      fixes: [
        {
          title: 'Refuse names outside the folder',
          kind: 'auto',
          replace: '$ARCHIVE.extractall($$$ARGUMENTS, filter="data")',
          where: [{ matchesNot: '\\(\\s*\\)$|,\\s*\\)$' }],
        },
        {
          title: 'Refuse names outside the folder',
          kind: 'auto',
          replace: '$ARCHIVE.extractall(filter="data")',
          where: [{ matches: '\\(\\s*\\)$' }],
        },
      ],
    },
  ],
  examples: {
    fires: [
      {
        code: 'import tarfile\n\nwith tarfile.open(path) as archive:\n    archive.extractall(target)\n',
        marks: 'archive.extractall(target)',
        fixed:
          'import tarfile\n\nwith tarfile.open(path) as archive:\n    archive.extractall(target, filter="data")\n',
      },
      {
        code: 'import tarfile\n\ntarfile.open(path).extractall()\n',
        fixed: 'import tarfile\n\ntarfile.open(path).extractall(filter="data")\n',
      },
    ],
    silent: [
      {
        code: 'import tarfile\n\nwith tarfile.open(path) as archive:\n    archive.extractall(target, filter="data")\n',
      },
      { code: 'import zipfile\n\nwith zipfile.ZipFile(path) as archive:\n    archive.extractall(target)\n' },
    ],
  },
};
