import { z } from 'zod';
import { errorMessage } from '../errorMessage.ts';
import { hashText } from '../text/hash.ts';
import type { LineIndex } from '../text/lineIndex.ts';
import type { Finding } from './finding.ts';

/**
 * Findings a project has agreed to live with for now: by file, by rule, a hash of each line found and how often.
 * Source text is never in it, and moving a line leaves it as it is.
 */
export interface Baseline {
  readonly files: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, number>>>;
}

/** The findings of one file with what is needed to recognise them again. */
export interface BaselineFile {
  /** From the project's root, `/` between parts. */
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;
  readonly findings: readonly Finding[];
}

export interface BaselineVerdict {
  /** Findings the baseline does not know. */
  readonly fresh: readonly Finding[];
  readonly known: readonly Finding[];
  /** Entries of this file that no finding answers any more. */
  readonly staleCount: number;
}

export const EMPTY_BASELINE: Baseline = { files: new Map() };

/** Hash of the line a finding starts on, spaces aside. */
function lineHashOf(text: string, lines: LineIndex, offset: number): string {
  const { line } = lines.positionAt(offset);
  const content = text.slice(lines.lineStart(line), lines.lineStart(line + 1));
  return hashText(content.replace(/\s+/gu, ' ').trim());
}

/** One stable name per finding, in the order given: rule, path, line hash, and a number for equal ones. */
export function fingerprintsOf(file: BaselineFile): readonly string[] {
  const seen = new Map<string, number>();
  return file.findings.map(({ ruleId, span }) => {
    const name = `${ruleId}:${hashText(file.path)}:${lineHashOf(file.text, file.lines, span.start)}`;
    const occurrence = seen.get(name) ?? 0;
    seen.set(name, occurrence + 1);
    return `${name}:${occurrence}`;
  });
}

export function createBaseline(files: Iterable<BaselineFile>): Baseline {
  const byFile = new Map<string, Map<string, Map<string, number>>>();
  for (const file of files) {
    for (const { ruleId, span } of file.findings) {
      const rules = entry(byFile, file.path, () => new Map<string, Map<string, number>>());
      const hashes = entry(rules, ruleId, () => new Map<string, number>());
      const hash = lineHashOf(file.text, file.lines, span.start);
      hashes.set(hash, (hashes.get(hash) ?? 0) + 1);
    }
  }
  return { files: byFile };
}

/** Parts a file's findings into those to show and those agreed before. */
export function filterBaseline(baseline: Baseline, file: BaselineFile): BaselineVerdict {
  const rules = baseline.files.get(file.path);
  if (!rules) return { fresh: file.findings, known: [], staleCount: 0 };
  const left = new Map<string, number>();
  for (const [ruleId, hashes] of rules) {
    for (const [hash, count] of hashes) left.set(`${ruleId} ${hash}`, count);
  }
  const fresh: Finding[] = [];
  const known: Finding[] = [];
  for (const finding of file.findings) {
    const key = `${finding.ruleId} ${lineHashOf(file.text, file.lines, finding.span.start)}`;
    const count = left.get(key) ?? 0;
    if (count > 0) left.set(key, count - 1);
    (count > 0 ? known : fresh).push(finding);
  }
  return { fresh, known, staleCount: [...left.values()].reduce((sum, count) => sum + count, 0) };
}

/** The baseline with the entries of some files replaced; files whose list is empty leave it. */
export function mergeBaseline(
  baseline: Baseline,
  update: Baseline,
  updatedPaths: ReadonlySet<string>,
): Baseline {
  const kept = [...baseline.files].filter(([path]) => !updatedPaths.has(path));
  return { files: new Map([...kept, ...update.files]) };
}

export function baselineSize(baseline: Baseline): number {
  let size = 0;
  for (const rules of baseline.files.values()) {
    for (const hashes of rules.values()) for (const count of hashes.values()) size += count;
  }
  return size;
}

const schema = z.object({
  version: z.literal(1),
  findings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.number().int().positive()))),
});

/** @param json text of `.fixward/baseline.json` */
export function parseBaseline(json: string): { readonly baseline: Baseline } | { readonly error: string } {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (error) {
    return { error: `not valid JSON: ${errorMessage(error)}` };
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return {
      error: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}; write it anew with fixward check --update-baseline`,
    };
  }
  const files = Object.entries(parsed.data.findings).map(
    ([path, rules]) =>
      [
        path,
        new Map(Object.entries(rules).map(([id, hashes]) => [id, new Map(Object.entries(hashes))])),
      ] as const,
  );
  return { baseline: { files: new Map(files) } };
}

/** Sorted, one line per entry, so that two people's changes seldom touch the same line. */
export function formatBaseline(baseline: Baseline): string {
  const findings = sorted(baseline.files, (rules) =>
    sorted(rules, (hashes) => sorted(hashes, (count) => count)),
  );
  return `${JSON.stringify({ version: 1, findings }, undefined, 2)}\n`;
}

function sorted<In, Out>(map: ReadonlyMap<string, In>, read: (value: In) => Out): Record<string, Out> {
  const entries = [...map].sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, value]) => [key, read(value)]));
}

function entry<Value>(map: Map<string, Value>, key: string, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const fresh = create();
  map.set(key, fresh);
  return fresh;
}
