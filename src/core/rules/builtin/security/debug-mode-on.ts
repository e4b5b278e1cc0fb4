import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

const DEVELOPMENT_FILES = [
  '**/*{dev,local,debug,development}*.py',
  '**/{dev,local,development}/**',
  '**/{examples,example,demo,demos,docs,tutorial,tutorials}/**',
];

export const rule: Rule = {
  id: 'debug-mode-on',
  title: 'Debug mode left on',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: ['python', 'php', 'yaml'],
  message: 'With debug mode on, an error page shows source and settings, and Flask’s even runs code.',
  actionRequired: 'Switch debug mode on from the environment, and only while developing.',
  why: 'The error page of Flask’s debugger contains a console that runs Python on the server; its PIN can be worked out. Django’s shows settings, SQL and local variables to whoever triggers an error.',
  howToFix:
    'Let the environment decide, with off as the default:\n\n```python\nDEBUG = os.environ.get("DEBUG") == "1"\n```\n\nFor Flask start with `flask --debug run` while developing and leave `debug` out of `app.run`.',
  references: ['https://cwe.mitre.org/data/definitions/489.html'],
  exceptPaths: [...TEST_PATHS, ...DEVELOPMENT_FILES],
  match: [
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'keyword_argument',
        all: [
          { has: { field: 'name', regex: '^debug$' } },
          { has: { field: 'value', regex: '^True$', pattern: '$ON' } },
          {
            inside: {
              kind: 'argument_list',
              inside: {
                kind: 'call',
                has: {
                  field: 'function',
                  regex: '^(?:app|application|server|socketio)\\.run$|^(?:FastAPI|Starlette)$',
                },
              },
            },
          },
        ],
      },
      fixes: [{ title: 'Switch debug mode off', kind: 'suggest', edits: [{ at: 'ON', text: 'False' }] }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'assignment',
        all: [
          { has: { field: 'left', regex: '^DEBUG$' } },
          { has: { field: 'right', regex: '^True$', pattern: '$ON' } },
          { inside: { kind: 'expression_statement', inside: { kind: 'module' } } },
        ],
      },
      where: [{ documentMatches: 'INSTALLED_APPS|MIDDLEWARE|ROOT_URLCONF' }],
      fixes: [{ title: 'Switch debug mode off', kind: 'suggest', edits: [{ at: 'ON', text: 'False' }] }],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        any: [
          { pattern: 'app.debug = True' },
          { pattern: 'app.config["DEBUG"] = True' },
          { pattern: "app.config['DEBUG'] = True" },
        ],
      },
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        kind: 'array_element_initializer',
        all: [
          { has: { nthChild: 1, all: [{ regex: 'debug' }, { regex: '^["\']debug["\']$' }] } },
          { has: { nthChild: 2, regex: '(?i)^true$' } },
        ],
      },
      where: [{ path: ['**/config/app.php'] }],
    },
    {
      kind: 'tree',
      languages: ['yaml'],
      rule: {
        kind: 'block_mapping_pair',
        all: [
          { has: { field: 'key', regex: '^(?:FLASK_DEBUG|DJANGO_DEBUG|WERKZEUG_DEBUG_PIN|APP_DEBUG)$' } },
          { has: { field: 'value', regex: '(?i)^["\']?(?:1|true|on|off)["\']?$' } },
        ],
      },
      where: [
        { matchesNot: '^(?:FLASK_DEBUG|DJANGO_DEBUG|APP_DEBUG).*[oO][fF][fF]' },
        { path: ['**/*{prod,production,deploy,k8s,helm}*', '**/*{prod,production,deploy,k8s,helm}*/**'] },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'python',
        code: 'app.run(host="0.0.0.0", debug=True)\n',
        marks: 'debug=True',
        fixed: 'app.run(host="0.0.0.0", debug=False)\n',
      },
      {
        language: 'python',
        code: 'DEBUG = True\n\nINSTALLED_APPS = []\n',
        fixed: 'DEBUG = False\n\nINSTALLED_APPS = []\n',
      },
      { language: 'php', path: 'config/app.php', code: "<?php\nreturn ['debug' => true];\n" },
      { language: 'yaml', path: 'deploy/production.yaml', code: 'env:\n  FLASK_DEBUG: "1"\n' },
    ],
    silent: [
      { language: 'python', code: 'app.run(debug=settings.debug)\nlogger.run(debug=True)\nDEBUG = True\n' },
      { language: 'python', path: 'settings/local.py', code: 'DEBUG = True\nINSTALLED_APPS = []\n' },
      {
        language: 'php',
        path: 'config/app.php',
        code: "<?php\nreturn ['debug' => env('APP_DEBUG', false)];\n",
      },
      { language: 'yaml', path: 'docker-compose.yml', code: 'environment:\n  FLASK_DEBUG: "1"\n' },
    ],
  },
};
