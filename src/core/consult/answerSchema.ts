import { z } from 'zod';

/** Answers longer than these are garbage or an attack on who reads them. */
const TEXT_MAX = 60_000;
const SQL_MAX = 200_000;
const LINE_MAX = 2_000;
const ENTRIES_MAX = 50;

const lines = z.array(z.string().max(LINE_MAX)).max(ENTRIES_MAX).default([]);

/** An answer as a model writes it; every field but the first may be left out, so that simple answers stay cheap. */
export const answerSchema = z.object({
  recommendation: z.string().trim().min(1).max(TEXT_MAX).describe('The answer, Markdown'),
  sql: z
    .array(z.object({ title: z.string().max(LINE_MAX), sql: z.string().max(SQL_MAX) }))
    .max(ENTRIES_MAX)
    .default([]),
  impacts: lines,
  warnings: lines,
  nextSteps: lines,
  sources: z
    .array(
      z.object({
        kind: z.enum(['schema', 'tool', 'pattern', 'documentation', 'file', 'memory']),
        title: z.string().max(LINE_MAX),
        reference: z.string().max(LINE_MAX).optional(),
      }),
    )
    .max(ENTRIES_MAX)
    .default([]),
  confidence: z.number().min(0).max(1).optional().describe('0 to 1: how sure you are'),
});

export type WrittenAnswer = z.output<typeof answerSchema>;

export type ReadAnswer =
  | { readonly ok: true; readonly answer: WrittenAnswer }
  /** One line for each thing that is wrong, for the model that shall mend it. */
  | { readonly ok: false; readonly problems: readonly string[] };

export function readAnswer(value: unknown): ReadAnswer {
  const read = answerSchema.safeParse(value);
  if (read.success) return { ok: true, answer: read.data };
  return {
    ok: false,
    problems: read.error.issues.map(({ path, message }) => `${path.join('.') || 'answer'}: ${message}`),
  };
}

const FENCE = /^(?:```|~~~)sql[^\n]*\n([\s\S]*?)^(?:```|~~~)[ \t]*$/gimu;

/** An answer that was said in plain words: what is in it stays as it is, its SQL is found by its fences. */
export function answerFromText(text: string): WrittenAnswer | undefined {
  const recommendation = text.trim();
  if (recommendation === '' || recommendation.length > TEXT_MAX) return undefined;
  const sql = [...recommendation.matchAll(FENCE)]
    .slice(0, ENTRIES_MAX)
    .map(([, statements], index) => ({ title: `SQL ${index + 1}`, sql: (statements ?? '').trim() }))
    .filter((entry) => entry.sql !== '');
  return { recommendation, sql, impacts: [], warnings: [], nextSteps: [], sources: [] };
}
