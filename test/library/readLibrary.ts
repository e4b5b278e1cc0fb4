import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type PatternContent, patternContentSchema } from '../../src/core/library/fixPattern.ts';

const FOLDER = fileURLToPath(new URL('../../media/library/', import.meta.url));

const AREAS = [
  'sql-safety',
  'sql-schema',
  'sql-queries',
  'supabase',
  'typescript',
  'node',
  'react',
  'python',
  'shell-ci',
  'other',
] as const;

/** One file of the starter library; `area` is its folder. */
export interface LibraryFile {
  readonly area: string;
  readonly name: string;
  readonly content: unknown;
}

export function readLibrary(): readonly LibraryFile[] {
  return AREAS.flatMap((area) =>
    readdirSync(`${FOLDER}${area}`)
      .sort()
      .map((file) => ({
        area,
        name: file.replace(/\.yaml$/u, ''),
        content: parse(readFileSync(`${FOLDER}${area}/${file}`, 'utf8')),
      })),
  );
}

export function readRelations(): unknown {
  return parse(readFileSync(`${FOLDER}relations.yaml`, 'utf8'));
}

/** Every pattern, parsed; throws on the first one that does not fit. */
export function parsedLibrary(): readonly PatternContent[] {
  return readLibrary().map(({ content }) => patternContentSchema.parse(content));
}

/** Code as it is and as it should be: the pattern's own, then its examples'. */
export interface CodePair {
  readonly before?: string | undefined;
  readonly after?: string | undefined;
  readonly path?: string | undefined;
}

export function codePairsOf(pattern: PatternContent): readonly CodePair[] {
  return [{ before: pattern.code_before, after: pattern.code_after }, ...pattern.examples];
}

/** Texts that must parse, with a name for the message. */
export function codeOf(pattern: PatternContent): readonly { readonly name: string; readonly text: string }[] {
  const counters = pattern.counter_examples.map(({ before, after }) => ({ before, after }));
  return [...codePairsOf(pattern), ...counters].flatMap(({ before, after }, index) => [
    ...(before === undefined ? [] : [{ name: `${pattern.key} before ${index}`, text: before }]),
    ...(after === undefined ? [] : [{ name: `${pattern.key} after ${index}`, text: after }]),
  ]);
}
