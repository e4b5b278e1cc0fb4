import { z } from 'zod';
import { nearestName } from '../rules/nearestName.ts';
import { plainIssueOf } from '../rules/schemaIssue.ts';
import { patternContentSchema } from './fixPattern.ts';

/** More mistakes in one pattern than this are one mistake: it is no pattern. */
const PROBLEMS_PER_PATTERN_MAX = 20;

export interface FieldProblem {
  /** Path of the field inside the pattern. */
  readonly at: readonly PropertyKey[];
  /** One line: what is wrong, what is allowed, and what was probably meant. */
  readonly message: string;
}

const FIELDS = Object.keys(patternContentSchema.shape);
const EXAMPLE_FIELDS = ['before', 'after', 'path'];

/** Everything wrong with a pattern's fields, in words for its author. */
export function patternProblems(value: unknown, error: z.ZodError): readonly FieldProblem[] {
  return error.issues.slice(0, PROBLEMS_PER_PATTERN_MAX).flatMap((issue) => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue.path, key));
    const { path, message } = plainIssueOf(new z.ZodError([issue]));
    const more = hint(issue, valueAt(value, path));
    return { at: path, message: more === undefined ? message : `${message}; ${more}` };
  });
}

function unknownKey(path: readonly PropertyKey[], key: string): FieldProblem {
  const known = path.length === 0 ? FIELDS : EXAMPLE_FIELDS;
  const meant = nearestName(key, known);
  return {
    at: [...path, key],
    message: `unknown key "${key}"${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  };
}

/** What was probably meant, or the size that is too small or too big. */
function hint(issue: z.core.$ZodIssue, written: unknown): string | undefined {
  if (issue.code === 'invalid_value' && typeof written === 'string') {
    const meant = nearestName(written, issue.values.map(String));
    return meant === undefined ? undefined : `did you mean ${meant}?`;
  }
  if (issue.code !== 'too_small' && issue.code !== 'too_big') return undefined;
  if (typeof written === 'number') return `it is ${written}`;
  const isCounted = (typeof written === 'string' || Array.isArray(written)) && written.length > 0;
  return isCounted ? `it has ${written.length}` : undefined;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null
        ? Object.entries(inner).find(([name]) => name === String(key))?.[1]
        : undefined,
    value,
  );
}
