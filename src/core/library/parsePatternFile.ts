import { LineCounter, parseAllDocuments } from 'yaml';
import { contentOf, offsetOf } from '../text/yamlPlaces.ts';
import { type PatternContent, patternContentSchema } from './fixPattern.ts';
import { patternProblems } from './patternProblems.ts';

/** A pattern of a repository's own, with the place it stands at. */
export interface FilePattern {
  readonly content: PatternContent;
  readonly path: string;
  /** 0-based. */
  readonly line: number;
}

export interface PatternFileProblem {
  readonly path: string;
  /** 0-based. */
  readonly line: number;
  /** One line: which field, what is wrong, and what is allowed. */
  readonly message: string;
}

export interface ParsedPatternFile {
  readonly patterns: readonly FilePattern[];
  readonly problems: readonly PatternFileProblem[];
  /** Patterns, or documents that may have been some, with problems. */
  readonly rejected: number;
}

/** Reads a pattern file: one pattern a YAML document, or a list of them. A pattern with a mistake costs only itself. */
export function parsePatternFile(path: string, yaml: string): ParsedPatternFile {
  const lineCounter = new LineCounter();
  const parsed = parseAllDocuments(yaml.replace(/^\uFEFF/u, ''), { prettyErrors: false, lineCounter });
  const patterns: FilePattern[] = [];
  const problems: PatternFileProblem[] = [];
  const seen = new Set<string>();
  let rejected = 0;
  // An empty stream is the library's own kind of empty list.
  for (const document of Array.isArray(parsed) ? parsed : []) {
    const lineAt = (offset: number): number => Math.max(0, lineCounter.linePos(offset).line - 1);
    const report = (message: string, offset: number): void => {
      problems.push({ path, line: lineAt(offset), message: message.replaceAll(/\s*\n\s*/gu, ' ') });
    };
    const mistake = document.errors[0];
    if (mistake) {
      rejected++;
      report(`not valid YAML: ${mistake.message}`, mistake.pos[0]);
      continue;
    }
    const value = contentOf(document);
    if (value instanceof Error) {
      rejected++;
      report(`not valid YAML: ${value.message}`, document.range[0]);
    }
    if (value === null || value === undefined || value instanceof Error) continue;
    for (const [index, item] of itemsOf(value)) {
      const base = index === undefined ? [] : [index];
      const read = patternContentSchema.safeParse(item);
      if (!read.success) {
        rejected++;
        for (const { at, message } of patternProblems(item, read.error)) {
          report(located(at, message), offsetOf(document, [...base, ...at]));
        }
      } else if (seen.has(read.data.key)) {
        rejected++;
        report(
          `key: "${read.data.key}" is the key of an earlier pattern`,
          offsetOf(document, [...base, 'key']),
        );
      } else {
        seen.add(read.data.key);
        patterns.push({ content: read.data, path, line: lineAt(offsetOf(document, base)) });
      }
    }
  }
  return { patterns, problems, rejected };
}

function itemsOf(value: unknown): readonly (readonly [number | undefined, unknown])[] {
  return Array.isArray(value) ? value.map((item, index) => [index, item] as const) : [[undefined, value]];
}

function located(at: readonly PropertyKey[], message: string): string {
  return at.length > 0 ? `${at.map(String).join('.')}: ${message}` : message;
}
