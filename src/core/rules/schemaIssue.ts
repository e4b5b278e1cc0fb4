import type { z } from 'zod';

/** The one issue worth telling: inside a choice of shapes, the shape that got furthest is what the author meant. */
export interface PlainIssue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

export function plainIssueOf(error: z.core.$ZodError): PlainIssue {
  // A misspelt key is the cause; the key it should have been is then missing too.
  const issue = error.issues.find(({ code }) => code === 'unrecognized_keys') ?? error.issues[0];
  return issue ? plain(issue, []) : { path: [], message: 'not understood' };
}

function plain(issue: z.core.$ZodIssue, base: readonly PropertyKey[]): PlainIssue {
  const path = [...base, ...issue.path];
  if (issue.code === 'invalid_union') {
    const deepest = issue.errors
      .flatMap((branch) => branch.slice(0, 1))
      .filter((inner) => inner.path.length > 0 || inner.code === 'unrecognized_keys')
      .sort((a, b) => b.path.length - a.path.length)[0];
    return deepest ? plain(deepest, path) : { path, message: `expected ${expectedOf(issue)}` };
  }
  if (issue.code === 'unrecognized_keys') {
    return {
      path: [...path, ...issue.keys.slice(0, 1)],
      message: `unknown key "${issue.keys.join('", "')}"`,
    };
  }
  if (issue.code === 'invalid_type') {
    const missing = issue.input === undefined && issue.message.includes('undefined');
    return { path, message: missing ? 'is missing' : `expected ${article(issue.expected)}` };
  }
  if (issue.code === 'invalid_value') {
    return { path, message: `expected one of ${issue.values.map(String).join(', ')}` };
  }
  const [keyIssue] = issue.code === 'invalid_key' ? issue.issues : [];
  if (keyIssue) return plain(keyIssue, path);
  if (issue.code === 'too_small') return { path, message: 'must not be empty' };
  return { path, message: issue.message };
}

function expectedOf(issue: z.core.$ZodIssueInvalidUnion): string {
  const kinds = issue.errors.flatMap((branch) =>
    branch.slice(0, 1).flatMap((inner) => (inner.code === 'invalid_type' ? [article(inner.expected)] : [])),
  );
  return kinds.length > 0 ? [...new Set(kinds)].join(' or ') : 'another value';
}

function article(expected: string): string {
  const words: Readonly<Record<string, string>> = {
    string: 'text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a mapping',
    record: 'a mapping',
  };
  return words[expected] ?? expected;
}
