import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { SCRIPT_PATHS, TEST_PATHS } from '../commonPaths.ts';

export const rule: Rule = {
  id: 'fetch-without-signal',
  title: 'Server-side request without a time-out',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Performance',
  languages: ECMASCRIPT,
  layers: [3, 4],
  message: 'This request has no time-out: a partner that never answers holds it open.',
  actionRequired: 'Pass `signal: AbortSignal.timeout(…)`, or a `timeout` for axios.',
  why: 'Node waits minutes by default. A slow payment provider fills the server with waiting requests until it answers nobody.',
  howToFix: '```ts\nconst answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });\n```',
  references: ['https://developer.mozilla.org/docs/Web/API/AbortSignal/timeout_static'],
  optIn: true,
  exceptPaths: [...TEST_PATHS, ...SCRIPT_PATHS],
  match: [
    {
      kind: 'tree',
      rule: { pattern: 'fetch($URL)' },
      fixes: [
        {
          title: 'Wait 10 seconds at most',
          kind: 'suggest',
          edits: [{ at: 'URL', place: 'after', text: ', { signal: AbortSignal.timeout(10_000) }' }],
        },
      ],
    },
    {
      kind: 'tree',
      rule: { pattern: 'fetch($URL, $OPTIONS)' },
      constraints: {
        OPTIONS: {
          kind: 'object',
          not: { any: [{ has: { regex: '^signal\\b' } }, { has: { kind: 'spread_element' } }] },
        },
      },
    },
    {
      kind: 'tree',
      rule: { any: [{ pattern: 'axios.create()' }, { pattern: 'axios.create($OPTIONS)' }] },
      where: [{ matchesNot: 'timeout|signal|\\.\\.\\.|create\\(\\w+\\)' }],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        path: 'src/services/payments.ts',
        code: 'const answer = await fetch(url);\n',
        fixed: 'const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) });\n',
      },
      {
        language: 'javascript',
        path: 'src/services/mail.js',
        code: 'await fetch(url, { method: "POST" });\nconst api = axios.create({ baseURL });\n',
        count: 2,
      },
    ],
    silent: [
      {
        language: 'typescript',
        path: 'src/services/payments.ts',
        code: 'await fetch(url, { signal });\nawait fetch(url, { ...options });\nawait fetch(url, options);\naxios.create({ timeout: 5 });\n',
      },
      { language: 'tsx', path: 'src/components/Page.tsx', code: 'fetch("/api");\n' },
    ],
  },
};
