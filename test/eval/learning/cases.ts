import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LANGUAGES } from '../../../src/core/rules/languages.ts';
import { hashText } from '../../../src/core/text/hash.ts';

const pair = z.object({ before: z.string(), after: z.string() });

const transformation = z.object({
  id: z.string(),
  group: z.string(),
  language: z.enum(LANGUAGES),
  train: z.array(pair),
  test: z.array(pair),
  negatives: z.array(z.string()),
});

export type Pair = z.infer<typeof pair>;

/** One transformation: pairs to learn it from, pairs to try it on, and texts that it must leave alone. */
export type Case = z.infer<typeof transformation>;

export function readCases(folder: string): readonly Case[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'))
    .filter((line) => line.trim() !== '')
    .map((line) => transformation.parse(JSON.parse(line)));
}

/** Splits cases by a hash of the id, so that one half can be kept unseen. */
export function halfOf(id: string): 'a' | 'b' {
  return Number.parseInt(hashText(id).slice(-1), 16) % 2 === 0 ? 'a' : 'b';
}
