import { z } from 'zod';
import { CALIBRATION_SECTIONS, calibrationFileSchema } from './calibrationSections.ts';
import { checkCalibrationFile } from './calibrationVectors.ts';
import { type Comparison, comparison, type VectorReport } from './comparison.ts';
import { checkMetricsCase, metricsCaseSchema } from './metricsVectors.ts';
import { checkOnlineCase, onlineCaseSchema } from './onlineVectors.ts';
import { checkVotingCase, votingCaseSchema } from './votingVectors.ts';

type Outcome = { readonly report: VectorReport } | { readonly problem: string };

/** The field that a kind of case is known by, and how such a case is checked. */
const CASE_KINDS: Readonly<
  Record<string, (value: unknown, compare: Comparison) => z.core.$ZodIssue | undefined>
> = {
  top_logprobs: checker(metricsCaseSchema, checkMetricsCase),
  traces: checker(votingCaseSchema, checkVotingCase),
  warmup_token_confs: checker(onlineCaseSchema, checkOnlineCase),
};

const LISTS = ['vectors', 'cases'] as const;

const fileSchema = z.looseObject({
  vectors: z.array(z.looseObject({})).default([]),
  cases: z.array(z.looseObject({})).default([]),
});

/** Recomputes a file of reference figures, of whichever of the four kinds it is; a problem is one line. */
export function checkVectorFile(text: string): Outcome {
  const parsed = parseJson(text);
  // A list alone is one of cases.
  const json = Array.isArray(parsed) ? { cases: parsed } : parsed;
  if (json === undefined) return { problem: 'it is not JSON' };
  const file = fileSchema.safeParse(json);
  if (!file.success) return { problem: problemOf(file.error.issues[0]) };
  const compare = comparison();
  for (const list of LISTS) {
    for (const [index, value] of file.data[list].entries()) {
      const kind = Object.keys(CASE_KINDS).find((field) => field in value);
      if (kind === undefined) {
        return { problem: `${list}[${index}] has none of the fields ${Object.keys(CASE_KINDS).join(', ')}` };
      }
      const issue = CASE_KINDS[kind]?.(value, compare);
      if (issue) return { problem: problemOf(issue, [list, index]) };
    }
  }
  const calibration = calibrationFileSchema.safeParse(json);
  if (!calibration.success) return { problem: problemOf(calibration.error.issues[0]) };
  checkCalibrationFile(calibration.data, compare);
  const report = compare.report();
  if (report.cases > 0) return { report };
  const known = [...LISTS, ...CALIBRATION_SECTIONS].join(', ');
  return { problem: `it holds no reference figures; known are the lists ${known}` };
}

function checker<Case>(
  schema: z.ZodType<Case>,
  check: (vector: Case, compare: Comparison) => void,
): (value: unknown, compare: Comparison) => z.core.$ZodIssue | undefined {
  return (value, compare) => {
    const parsed = schema.safeParse(value);
    if (!parsed.success) return parsed.error.issues[0];
    check(parsed.data, compare);
    return undefined;
  };
}

function problemOf(issue: z.core.$ZodIssue | undefined, before: readonly PropertyKey[] = []): string {
  const path = [...before, ...(issue?.path ?? [])].map(String).join('.');
  return `${path === '' ? 'it' : path}: ${issue?.message ?? 'cannot be read'}`;
}

/** Figures without a finite value are written by some programs as words that JSON does not have: they become null. */
function parseJson(text: string): unknown {
  const plain = text.replace(/^\uFEFF/u, '');
  for (const candidate of [plain, plain.replace(/(?<=[[:,]\s*)(?:-?Infinity|NaN)(?=\s*[\],}])/gu, 'null')]) {
    try {
      return JSON.parse(candidate);
    } catch {
      // The second reading is the last.
    }
  }
  return undefined;
}
