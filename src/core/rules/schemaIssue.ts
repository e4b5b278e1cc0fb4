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
    const values = issue.values.map(String).join(', ');
    return { path, message: issue.values.length === 1 ? `expected ${values}` : `expected one of ${values}` };
  }
  const [keyIssue] = issue.code === 'invalid_key' ? issue.issues : [];
  if (keyIssue) return plain(keyIssue, path);
  if (issue.code === 'too_small' || issue.code === 'too_big') return { path, message: sizeMessage(issue) };
  if (issue.code === 'invalid_format') return { path, message: FORMATS[issue.format] ?? issue.message };
  return { path, message: issue.message };
}

const FORMATS: Readonly<Record<string, string>> = {
  uuid: 'expected a UUID',
  url: 'expected an address such as https://example.com',
};

/** What a size may be. */
function sizeMessage(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  // The schema's own words know more than its numbers.
  if (!/^Too (?:small|big):/u.test(issue.message)) return issue.message;
  const counted = COUNTED[issue.origin];
  const limit = issue.code === 'too_big' ? issue.maximum : issue.minimum;
  if (issue.code === 'too_small' && counted !== undefined && Number(limit) === 1) return 'must not be empty';
  if (counted !== undefined) {
    const bound = issue.exact === true ? 'exactly' : issue.code === 'too_big' ? 'at most' : 'at least';
    return `must have ${bound} ${limit} ${counted}`;
  }
  if (issue.code === 'too_big')
    return issue.inclusive ? `must be ${limit} or less` : `must be below ${limit}`;
  return issue.inclusive ? `must be ${limit} or more` : `must be above ${limit}`;
}

const COUNTED: Readonly<Record<string, string>> = {
  string: 'characters',
  array: 'entries',
  set: 'entries',
  map: 'entries',
};

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
