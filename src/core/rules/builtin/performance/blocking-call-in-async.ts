import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { SCRIPT_PATHS, TEST_PATHS } from '../commonPaths.ts';
import { IN_ASYNC_FUNCTION } from '../ecmascriptShapes.ts';
import { IN_ASYNC_DEF } from '../pythonShapes.ts';

export const rule: Rule = {
  id: 'blocking-call-in-async',
  title: 'Blocking call in async code',
  kind: 'detection',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: [...ECMASCRIPT, 'python'],
  message: 'This blocks the only thread: nothing else is served until it is done.',
  actionRequired: 'Use the asynchronous form, or move the work to a thread.',
  why: 'An event loop serves all requests on one thread. One handler that sleeps or reads a large file makes every other user wait as long.',
  howToFix:
    'Python: `await asyncio.sleep(1)`, `httpx.AsyncClient`, `await asyncio.to_thread(work)`. Node: `await fs.promises.readFile(path)`.',
  references: [
    'https://docs.python.org/3/library/asyncio-dev.html#running-blocking-code',
    'https://nodejs.org/en/learn/asynchronous-work/dont-block-the-event-loop',
  ],
  aliases: ['ASYNC251', 'ASYNC210'],
  exceptPaths: [...TEST_PATHS, ...SCRIPT_PATHS],
  match: [
    {
      kind: 'tree',
      languages: ['python'],
      rule: { all: [{ pattern: 'time.sleep($SECONDS)' }, IN_ASYNC_DEF] },
      fixes: [
        {
          title: 'Sleep without blocking',
          kind: 'auto',
          replace: 'await asyncio.sleep($SECONDS)',
          needsImports: ['import asyncio'],
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        all: [
          {
            any: [
              { pattern: 'requests.get($$$ARGUMENTS)' },
              { pattern: 'requests.post($$$ARGUMENTS)' },
              { pattern: 'requests.put($$$ARGUMENTS)' },
              { pattern: 'requests.delete($$$ARGUMENTS)' },
              { pattern: 'subprocess.run($$$ARGUMENTS)' },
              { pattern: 'subprocess.check_output($$$ARGUMENTS)' },
              { pattern: 'urllib.request.urlopen($$$ARGUMENTS)' },
            ],
          },
          IN_ASYNC_DEF,
        ],
      },
    },
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        all: [
          {
            any: [
              { pattern: 'fs.readFileSync($$$ARGUMENTS)' },
              { pattern: 'fs.writeFileSync($$$ARGUMENTS)' },
              { pattern: 'readFileSync($$$ARGUMENTS)' },
              { pattern: 'writeFileSync($$$ARGUMENTS)' },
              { pattern: 'execSync($$$ARGUMENTS)' },
              { pattern: 'crypto.pbkdf2Sync($$$ARGUMENTS)' },
              { pattern: 'bcrypt.hashSync($$$ARGUMENTS)' },
              { pattern: 'bcrypt.compareSync($$$ARGUMENTS)' },
            ],
          },
          {
            any: [
              // Only where requests are served; a tool may read as it likes.
              {
                inside: {
                  any: [
                    { kind: 'arrow_function' },
                    { kind: 'function_declaration' },
                    { kind: 'function_expression' },
                    { kind: 'method_definition' },
                  ],
                  has: { field: 'parameters', regex: '\\b(?:req|request|res|reply|ctx|context)\\b' },
                  stopBy: 'end',
                },
              },
              {
                all: [
                  IN_ASYNC_FUNCTION,
                  {
                    inside: {
                      kind: 'program',
                      regex:
                        'export\\s+(?:const|async\\s+function)\\s+(?:GET|POST|PUT|PATCH|DELETE|loader|action|getServerSideProps)\\b',
                      stopBy: 'end',
                    },
                  },
                ],
              },
            ],
          },
        ],
      },
    },
  ],
  examples: {
    fires: [
      {
        language: 'python',
        code: 'import time\n\nasync def poll():\n    while True:\n        time.sleep(2)\n        requests.get(url, timeout=3)\n',
        count: 2,
        marks: 'time.sleep(2)',
        fixed:
          'import time\nimport asyncio\n\nasync def poll():\n    while True:\n        await asyncio.sleep(2)\n        requests.get(url, timeout=3)\n',
      },
      {
        language: 'typescript',
        code: 'app.get("/", async (req, res) => {\n  res.send(fs.readFileSync("page.html", "utf8"));\n});\n',
      },
      {
        language: 'javascript',
        code: 'export async function GET() {\n  return new Response(readFileSync("a"));\n}\n',
      },
    ],
    silent: [
      {
        language: 'python',
        code: 'def poll():\n    time.sleep(2)\n\nasync def run():\n    await asyncio.sleep(2)\n    await asyncio.to_thread(lambda: time.sleep(1))\n',
      },
      {
        language: 'typescript',
        code: 'const page = fs.readFileSync("page.html", "utf8");\nasync function build() {\n  fs.writeFileSync("a", "b");\n}\napp.get("/", async (req, res) => res.send(await fs.promises.readFile("a")));\n',
      },
    ],
  },
};
