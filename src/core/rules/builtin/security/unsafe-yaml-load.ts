import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

/** `yaml` is PyYAML here: another library with a safe `load` is often given the same name. */
const PYYAML = [
  { documentMatches: '(?:^|\\n)\\s*import (?:[\\w., ]+, )?yaml\\b(?! as)' },
  { documentMatchesNot: 'ruamel|\\byaml\\s*=\\s*YAML\\(' },
] as const;

export const rule: Rule = {
  id: 'unsafe-yaml-load',
  title: 'YAML loader that can create any object',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: ['python', 'ruby'],
  message: 'This loader lets the YAML text create objects of any class and so run code.',
  actionRequired: 'Load with safe_load.',
  why: 'A tag such as `!!python/object/apply:os.system` in the text is carried out while loading. Whoever may send or change the file runs commands as this program.',
  howToFix:
    'Use the safe loader, which knows plain data only:\n\n```python\nsettings = yaml.safe_load(text)\n```\n\n```ruby\nsettings = YAML.safe_load(text)\n```\n\nFor a few types of your own register constructors on a subclass of `yaml.SafeLoader`; in Ruby pass `permitted_classes:`.',
  references: [
    'https://cwe.mitre.org/data/definitions/502.html',
    'https://pyyaml.org/wiki/PyYAMLDocumentation',
  ],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ['python'],
      rule: { any: [{ pattern: 'yaml.load($TEXT)' }, { pattern: 'yaml.unsafe_load($TEXT)' }] },
      where: PYYAML,
      fixes: [{ title: 'Load plain data only', kind: 'auto', replace: 'yaml.safe_load($TEXT)' }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [{ pattern: 'yaml.load($TEXT, Loader=$LOADER)' }, { pattern: 'yaml.load($TEXT, $LOADER)' }],
      },
      constraints: { LOADER: { regex: '^(?:yaml\\.)?(?:C?Loader|C?UnsafeLoader)$' } },
      where: PYYAML,
      fixes: [{ title: 'Load plain data only', kind: 'suggest', replace: 'yaml.safe_load($TEXT)' }],
    },
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: { any: [{ pattern: 'YAML.unsafe_load($TEXT)' }, { pattern: 'Psych.unsafe_load($TEXT)' }] },
      fixes: [{ title: 'Load plain data only', kind: 'suggest', replace: 'YAML.safe_load($TEXT)' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'python',
        code: 'import yaml\n\nsettings = yaml.load(text)\n',
        marks: 'yaml.load(text)',
        fixed: 'import yaml\n\nsettings = yaml.safe_load(text)\n',
      },
      {
        language: 'python',
        code: 'import yaml\n\nwith open(path) as f:\n    settings = yaml.load(f, Loader=yaml.Loader)\n',
        fixed: 'import yaml\n\nwith open(path) as f:\n    settings = yaml.safe_load(f)\n',
      },
      {
        language: 'ruby',
        code: 'settings = YAML.unsafe_load(text)\n',
        fixed: 'settings = YAML.safe_load(text)\n',
      },
    ],
    silent: [
      {
        language: 'python',
        code: 'import yaml\n\na = yaml.safe_load(text)\nb = yaml.load(text, Loader=yaml.SafeLoader)\nc = yaml.load(text, Loader=MyLoader)\n',
      },
      {
        language: 'python',
        code: 'from ruamel.yaml import YAML\n\nyaml = YAML(typ="safe")\nsettings = yaml.load(text)\n',
      },
      { language: 'ruby', code: 'settings = YAML.safe_load(text)\nother = YAML.load_file(path)\n' },
    ],
  },
};
