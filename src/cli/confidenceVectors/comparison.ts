/** What was asked for, and what came out instead. */
export interface Mismatch {
  readonly case: string;
  readonly field: string;
  /** Null stands for "no such figure". */
  readonly expected: unknown;
  readonly actual: unknown;
}

export interface VectorReport {
  readonly cases: number;
  readonly failed: readonly Mismatch[];
  /** Largest distance among figures that are to be equal to a billionth. */
  readonly maxAbsError: number;
  /** Largest distance among figures that the file itself gives less exactly: rounded, or where a search for them ended. */
  readonly maxAbsErrorInexact?: number;
}

/** As close as another program's doubles come when both are right. */
const TOLERANCE = 1e-9;

/** Doubles beyond this are further apart than a tenth of that: what is larger is compared in parts of itself. */
const ABSOLUTE_MAX = 1e6;

/** About an optimum the loss is flat: coefficients this near to it predict the same to a billionth. */
const SEARCH_TOLERANCE = 1e-7;

/** One case's fields being compared. A field that the file does not give is not compared. */
export interface CaseComparison {
  near(field: string, actual: number | undefined, expected: unknown): void;
  nearAll(field: string, actual: ArrayLike<number>, expected: unknown): void;
  /** A figure that was rounded when the file was made; it may differ by so much. */
  inexact(field: string, actual: number | undefined, expected: unknown, tolerance: number): void;
  /** A coefficient that a search found: to a billionth, or as far as other searches for the same end may stop. */
  fitted(field: string, actual: number | undefined, expected: unknown): void;
  /** Texts, whole numbers and lists of them. */
  same(field: string, actual: unknown, expected: unknown): void;
}

export interface Comparison {
  beginCase(name: string): CaseComparison;
  report(): VectorReport;
}

/** Gathers what differs, and by how much at most. */
export function comparison(): Comparison {
  let cases = 0;
  let strict = 0;
  let loose: number | undefined;
  const failed: Mismatch[] = [];
  return {
    beginCase: (name) => {
      cases++;
      const fail = (field: string, expected: unknown, actual: unknown): void => {
        failed.push({ case: name, field, expected, actual: actual ?? null });
      };
      const within = (
        field: string,
        actual: number | undefined,
        expected: unknown,
        tolerance: number,
      ): number => {
        if (expected === null && actual === undefined) return 0;
        const error = distance(actual, expected);
        if (!(error <= tolerance)) fail(field, expected, actual);
        return Number.isNaN(error) ? 0 : error;
      };
      const near = (field: string, actual: number | undefined, expected: unknown): void => {
        if (expected !== undefined) strict = Math.max(strict, within(field, actual, expected, TOLERANCE));
      };
      const inexact: CaseComparison['inexact'] = (field, actual, expected, tolerance) => {
        if (expected !== undefined) loose = Math.max(loose ?? 0, within(field, actual, expected, tolerance));
      };
      return {
        near,
        nearAll: (field, actual, expected) => {
          if (expected === undefined) return;
          if (!Array.isArray(expected) || expected.length !== actual.length) {
            fail(field, expected, [...Array.from(actual)]);
            return;
          }
          expected.forEach((each, index) => {
            near(`${field}[${index}]`, actual[index], each);
          });
        },
        inexact,
        fitted: (field, actual, expected) => {
          const error = typeof expected === 'number' ? distance(actual, expected) : 0;
          if (error <= TOLERANCE) near(field, actual, expected);
          else inexact(field, actual, expected, SEARCH_TOLERANCE);
        },
        same: (field, actual, expected) => {
          if (expected === undefined || JSON.stringify(actual ?? null) === JSON.stringify(expected)) return;
          fail(field, expected, actual);
        },
      };
    },
    report: () => ({
      cases,
      failed,
      maxAbsError: strict,
      ...(loose !== undefined && { maxAbsErrorInexact: loose }),
    }),
  };
}

/** NaN where there is nothing to measure. */
function distance(actual: number | undefined, expected: unknown): number {
  if (typeof expected !== 'number') return Number.NaN;
  const error = Math.abs(expected - (actual ?? Number.NaN));
  return Math.abs(expected) > ABSOLUTE_MAX ? error / Math.abs(expected) : error;
}
