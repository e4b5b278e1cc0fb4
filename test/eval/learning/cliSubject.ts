import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { z } from 'zod';
import type { Subject } from './subject.ts';

const reply = z.object({
  pattern: z.unknown().optional(),
  declined: z.string().optional(),
  code: z.string().optional(),
  error: z.string().optional(),
});

/** The built command line, asked one line at a time. */
export function cliSubject(root: string): Subject {
  const child = spawn(process.execPath, [join(root, 'dist', 'cli.mjs'), 'learn', '--jsonl'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ask = asker(child);
  return {
    name: 'learner (command line)',
    learn: async (language, examples, negatives) => {
      const answer = await ask({ op: 'learn', language, examples, negatives });
      if (answer.error !== undefined) throw new Error(answer.error);
      if (answer.declined !== undefined) return { declined: answer.declined };
      const { pattern } = answer;
      return {
        print: JSON.stringify(pattern, undefined, 1),
        apply: async (code) => {
          const applied = await ask({ op: 'apply', pattern, language, code });
          if (applied.code === undefined) throw new Error(applied.error ?? 'the answer has no code');
          return applied.code;
        },
      };
    },
    close: () => child.stdin.end(),
  };
}

type Child = ChildProcessByStdio<Writable, Readable, null>;

function asker(child: Child): (request: object) => Promise<z.infer<typeof reply>> {
  const waiting: { resolve(line: string): void; reject(error: Error): void }[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(line));
  child.on('close', (code) => {
    for (const one of waiting.splice(0)) one.reject(new Error(`the command ended with ${code}`));
  });
  return async (request) => {
    const line = await new Promise<string>((resolve, reject) => {
      waiting.push({ resolve, reject });
      child.stdin.write(`${JSON.stringify(request)}\n`);
    });
    return reply.parse(JSON.parse(line));
  };
}
