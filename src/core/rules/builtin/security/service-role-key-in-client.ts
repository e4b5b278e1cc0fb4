import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';

const PUBLISHED =
  '(?:NEXT_PUBLIC|VITE|PUBLIC|REACT_APP|EXPO_PUBLIC|GATSBY|NUXT_PUBLIC|VUE_APP)_\\w*(?:SERVICE_ROLE|SERVICE_KEY|SECRET_KEY|_SECRET$|_SECRET\\b|PRIVATE_KEY)';

export const rule: Rule = {
  id: 'service-role-key-in-client',
  title: 'Service-role key in code that reaches the browser',
  kind: 'prevention',
  severity: 'CRITICAL',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'yaml', 'bash'],
  message: 'This key passes every row level security policy, and here it is sent to the browser.',
  actionRequired: 'Use the key in server code only, give the browser the anonymous key, and replace the key.',
  why: 'Everything bundled for the browser can be read there. With the service-role key any visitor reads and changes every row of every table, whatever the policies say. Variables with a public prefix are written into the bundle by the build tool.',
  howToFix:
    'Create the privileged client in a route handler, server action or edge function, in a module that imports `server-only`, and read `process.env.SUPABASE_SERVICE_ROLE_KEY` there, without a public prefix. Then rotate the key, since it was published.\n\n```ts\nimport "server-only";\nexport const admin = createClient(url, process.env.SUPABASE_SERVICE_ROLE_KEY);\n```',
  references: [
    'https://supabase.com/docs/guides/api/api-keys',
    'https://cwe.mitre.org/data/definitions/522.html',
  ],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          { kind: 'property_identifier', regex: 'SERVICE_ROLE|SERVICE_KEY|SECRET|PRIVATE_KEY' },
          { kind: 'string_fragment', regex: 'SERVICE_ROLE|SERVICE_KEY|SECRET|PRIVATE_KEY' },
        ],
      },
      where: [{ matches: `^${PUBLISHED}` }],
      message:
        'The public prefix of this variable makes the build tool write the secret into the browser bundle.',
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        any: [
          { pattern: 'process.env.SUPABASE_SERVICE_ROLE_KEY' },
          { pattern: 'process.env.SUPABASE_SERVICE_ROLE' },
          { pattern: 'process.env.SUPABASE_SERVICE_KEY' },
          { pattern: 'process.env.SUPABASE_SECRET_KEY' },
          { pattern: 'import.meta.env.SUPABASE_SERVICE_ROLE_KEY' },
        ],
      },
      where: [{ documentMatches: '^\\uFEFF?(?:\\s|//[^\\n]*\\n|/\\*.*?\\*/)*[\'"]use client[\'"]' }],
    },
    {
      kind: 'tree',
      languages: ['yaml'],
      rule: {
        kind: 'block_mapping_pair',
        has: { field: 'key', regex: 'SERVICE_ROLE|SERVICE_KEY|SECRET|PRIVATE_KEY', pattern: '$KEY' },
      },
      where: [{ capture: 'KEY', matches: `^["']?${PUBLISHED}` }],
      report: 'KEY',
    },
    {
      kind: 'tree',
      languages: ['bash'],
      rule: {
        kind: 'variable_name',
        regex: 'SERVICE_ROLE|SERVICE_KEY|SECRET|PRIVATE_KEY',
        inside: { kind: 'variable_assignment' },
      },
      where: [{ matches: `^${PUBLISHED}` }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'const admin = createClient(url, process.env.NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY);\n',
        marks: 'NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY',
      },
      {
        language: 'tsx',
        code: '"use client";\n\nconst admin = createClient(url, process.env.SUPABASE_SERVICE_ROLE_KEY);\n',
      },
      {
        language: 'javascript',
        code: 'const key = import.meta.env.VITE_SUPABASE_SERVICE_ROLE;\nconst other = import.meta.env["VITE_STRIPE_SECRET_KEY"];\n',
        count: 2,
      },
      { language: 'yaml', code: 'env:\n  NEXT_PUBLIC_SUPABASE_SERVICE_ROLE_KEY: ${{ secrets.KEY }}\n' },
      { language: 'bash', code: 'export VITE_SUPABASE_SERVICE_ROLE_KEY="$KEY"\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'import "server-only";\nexport const admin = createClient(url, process.env.SUPABASE_SERVICE_ROLE_KEY);\n',
      },
      {
        language: 'tsx',
        code: '"use client";\n\nconst client = createClient(process.env.NEXT_PUBLIC_SUPABASE_URL, process.env.NEXT_PUBLIC_SUPABASE_ANON_KEY);\n',
      },
      {
        language: 'javascript',
        code: 'const key = import.meta.env.VITE_STRIPE_PUBLISHABLE_KEY;\nconst words = ["CLIENT_SECRET"];\n',
      },
      { language: 'yaml', code: 'env:\n  SUPABASE_SERVICE_ROLE_KEY: ${{ secrets.KEY }}\n' },
      { language: 'bash', code: 'export SUPABASE_SERVICE_ROLE_KEY="$KEY"\n' },
    ],
  },
};
