import { ECMASCRIPT } from '../../languages.ts';
import type { FixTemplate, Rule, TreeRule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import {
  ASYNC_FUNCTION_NAMES,
  ASYNC_METHOD_NAMES,
  IN_ASYNC_FUNCTION,
  SYNC_FUNCTION_NAMES,
  SYNC_METHOD_NAMES,
} from '../ecmascriptShapes.ts';

const AS_STATEMENT: TreeRule = { inside: { kind: 'expression_statement' } };

const FIXES: readonly FixTemplate[] = [
  { title: 'Wait for it with await', kind: 'suggest', edits: [{ place: 'before', text: 'await ' }] },
  { title: 'Say that nobody waits, with void', kind: 'suggest', edits: [{ place: 'before', text: 'void ' }] },
];

const DATABASE_CALL: TreeRule = {
  any: [
    {
      kind: 'call_expression',
      regex:
        '^(?:this\\.)?prisma\\s*\\.\\s*\\w+\\s*\\.\\s*(?:create|createMany|update|updateMany|upsert|delete|deleteMany)\\(',
      has: { kind: 'member_expression', has: { regex: 'prisma' } },
    },
    {
      kind: 'call_expression',
      regex: '^(?:this\\.)?supabase(?:Admin|Client)?\\s*\\.\\s*(?:from|rpc)\\(',
      has: { kind: 'member_expression', has: { regex: 'supabase' } },
    },
  ],
};

const LAZY_MESSAGE = 'This query is built but never sent, because nothing awaits it.';

export const rule: Rule = {
  id: 'floating-promise',
  title: 'Promise that nobody waits for',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ECMASCRIPT,
  message: 'Nothing waits for this promise, so the code goes on before it is done and its failure is lost.',
  actionRequired: 'Await the call, return it, or mark it with `void` and handle its failure inside.',
  why: 'Without `await` the next line runs before the work is done: the response says "saved" while the write still fails. The rejection finds no handler, and Node ends the process on an unhandled rejection. Query builders such as Prisma and Supabase are lazier still: they send nothing until awaited.',
  howToFix:
    '```ts\nawait saveOrder(order);\n```\nFor work that should go on in the background, write `void sendMail(order)` and catch errors inside `sendMail`.',
  references: [
    'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Operators/await',
    'https://nodejs.org/api/process.html#event-unhandledrejection',
  ],
  aliases: ['no-floating-promises'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      rule: {
        kind: 'call_expression',
        all: [
          AS_STATEMENT,
          { has: { field: 'function', kind: 'identifier', pattern: '$FN' } },
          IN_ASYNC_FUNCTION,
        ],
      },
      where: [{ capture: 'FN', foundBy: ASYNC_FUNCTION_NAMES, foundByNot: SYNC_FUNCTION_NAMES }],
      message: 'Nothing waits for `$FN`, so the code goes on before it is done and its failure is lost.',
      fixes: FIXES,
    },
    {
      kind: 'tree',
      rule: { all: [{ pattern: 'this.$FN($$$ARGUMENTS)' }, AS_STATEMENT, IN_ASYNC_FUNCTION] },
      where: [{ capture: 'FN', foundBy: ASYNC_METHOD_NAMES, foundByNot: SYNC_METHOD_NAMES }],
      message: 'Nothing waits for `this.$FN`, so the code goes on before it is done and its failure is lost.',
      fixes: FIXES,
    },
    {
      kind: 'tree',
      rule: {
        all: [
          {
            any: [
              { pattern: 'fetch($$$ARGUMENTS)' },
              { pattern: 'fs.promises.$FN($$$ARGUMENTS)' },
              { pattern: 'fsPromises.$FN($$$ARGUMENTS)' },
            ],
          },
          AS_STATEMENT,
          IN_ASYNC_FUNCTION,
        ],
      },
      fixes: FIXES,
    },
    {
      kind: 'tree',
      rule: { all: [AS_STATEMENT, DATABASE_CALL, IN_ASYNC_FUNCTION] },
      where: [{ matchesNot: '\\.(?:then|catch|finally|subscribe)\\(' }],
      message: LAZY_MESSAGE,
      fixes: FIXES.slice(0, 1),
    },
    {
      kind: 'tree',
      rule: { all: [AS_STATEMENT, DATABASE_CALL, { not: IN_ASYNC_FUNCTION }] },
      where: [{ matchesNot: '\\.(?:then|catch|finally|subscribe)\\(' }],
      message: LAZY_MESSAGE,
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'async function save(order: Order): Promise<void> {}\n\nexport async function handle(order: Order) {\n  save(order);\n  return "saved";\n}\n',
        marks: 'save(order)',
        fixed:
          'async function save(order: Order): Promise<void> {}\n\nexport async function handle(order: Order) {\n  await save(order);\n  return "saved";\n}\n',
      },
      {
        language: 'typescript',
        code: 'class Mailer {\n  private async deliver(mail: Mail) {}\n  async send(mail: Mail) {\n    this.deliver(mail);\n  }\n}\n',
        marks: 'this.deliver(mail)',
      },
      {
        language: 'javascript',
        code: 'const load = async () => {\r\n  await supabase.from("logs").select("id").limit(1);\r\n  supabase.from("visits").insert({ at: Date.now() });\r\n};\r\n',
        marks: 'supabase.from("visits").insert({ at: Date.now() })',
        fixed:
          'const load = async () => {\r\n  await supabase.from("logs").select("id").limit(1);\r\n  await supabase.from("visits").insert({ at: Date.now() });\r\n};\r\n',
      },
      { language: 'tsx', code: 'function onClick() {\n  prisma.visit.create({ data });\n}\n' },
      { language: 'javascript', code: 'async function ping(url) {\n  fetch(url, { method: "POST" });\n}\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'async function save() {}\nasync function handle() {\n  await save();\n  void save();\n  save().catch(report);\n  return save();\n}\n',
      },
      {
        language: 'typescript',
        code: 'async function main() {}\nmain();\nfunction later() {\n  main();\n}\nasync function run() {\n  other();\n  list.forEach(() => main);\n}\n',
      },
      {
        language: 'javascript',
        code: 'class A {\n  async read() {}\n}\nclass B {\n  read() {\n    return 1;\n  }\n  async go() {\n    this.read();\n    this.emit("x");\n  }\n}\n',
      },
      {
        language: 'tsx',
        code: 'const load = async () => {\n  const { data } = await supabase.from("a").select().limit(3);\n  supabase.from("a").select().limit(3).then(show);\n  supabase.channel("x").subscribe();\n};\n',
      },
    ],
  },
};
