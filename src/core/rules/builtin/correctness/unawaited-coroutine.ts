import type { FixTemplate, Rule, TreeRule } from '../../ruleModel.ts';
import {
  COROUTINE_NAMES,
  DECORATED_COROUTINE_NAMES,
  IN_ASYNC_DEF,
  PLAIN_FUNCTION_NAMES,
} from '../pythonShapes.ts';

const AS_STATEMENT: TreeRule = { inside: { kind: 'expression_statement' } };

const CALL_OF_COROUTINE: TreeRule = {
  kind: 'call',
  all: [
    AS_STATEMENT,
    {
      any: [
        { has: { field: 'function', kind: 'identifier', pattern: '$FN' } },
        { has: { field: 'function', pattern: 'self.$FN' } },
      ],
    },
    { inside: { kind: 'module', stopBy: 'end', regex: 'async' } },
  ],
};

const IS_COROUTINE = [
  { capture: 'FN', foundBy: COROUTINE_NAMES, foundByNot: PLAIN_FUNCTION_NAMES },
  { capture: 'FN', foundByNot: DECORATED_COROUTINE_NAMES },
];

const FIXES: readonly FixTemplate[] = [
  { title: 'Run it with await', kind: 'auto', edits: [{ place: 'before', text: 'await ' }] },
];

export const rule: Rule = {
  id: 'unawaited-coroutine',
  title: 'Coroutine that is never run',
  kind: 'detection',
  severity: 'HIGH',
  problemType: 'Standards',
  languages: ['python'],
  message: '`$FN` is a coroutine function: calling it without `await` runs none of it.',
  actionRequired: 'Await the call, or hand it to `asyncio.create_task` and keep the task.',
  why: 'Calling an `async def` only makes a coroutine object. Without `await` its body never starts: the mail is not sent and the row is not written, and all that remains is a "coroutine was never awaited" warning on standard error.',
  howToFix:
    '```python\nawait send_mail(user)\n```\nIn the background: `task = asyncio.create_task(send_mail(user))`.',
  references: ['https://docs.python.org/3/library/asyncio-dev.html#detect-never-awaited-coroutines'],
  match: [
    { kind: 'tree', rule: { all: [CALL_OF_COROUTINE, IN_ASYNC_DEF] }, where: IS_COROUTINE, fixes: FIXES },
    { kind: 'tree', rule: { all: [CALL_OF_COROUTINE, { not: IN_ASYNC_DEF }] }, where: IS_COROUTINE },
    {
      kind: 'tree',
      rule: { all: [{ pattern: 'asyncio.sleep($SECONDS)' }, AS_STATEMENT, IN_ASYNC_DEF] },
      message: '`asyncio.sleep` without `await` does not sleep.',
      fixes: FIXES,
    },
  ],
  examples: {
    fires: [
      {
        code: 'async def send(user):\n    ...\n\n\nasync def register(user):\n    send(user)\n    return user\n',
        marks: 'send(user)',
        fixed:
          'async def send(user):\n    ...\n\n\nasync def register(user):\n    await send(user)\n    return user\n',
      },
      {
        code: 'class Worker:\n    async def flush(self):\n        pass\n\n    async def run(self):\n        asyncio.sleep(1)\n        self.flush()\n',
        count: 2,
        fixed:
          'class Worker:\n    async def flush(self):\n        pass\n\n    async def run(self):\n        await asyncio.sleep(1)\n        await self.flush()\n',
      },
      { code: 'async def main():\n    ...\n\nif __name__ == "__main__":\n    main()\n' },
    ],
    silent: [
      {
        code: 'async def send(user):\n    ...\n\nasync def register(user):\n    await send(user)\n    task = asyncio.create_task(send(user))\n    asyncio.run(send(user))\n    sent = send(user)\n    await sent\n',
      },
      {
        code: 'class A:\n    async def close(self): ...\n\nclass B:\n    def close(self): ...\n    def stop(self):\n        self.close()\n\n@click_async\nasync def main(): ...\n\nmain()\n',
      },
    ],
  },
};
