import type { TreeRule } from './ruleModel.ts';

/** The classes as JavaScript's regular expressions mean them. */
const CLASSES: Readonly<Record<string, string>> = { w: '0-9A-Za-z_', d: '0-9', s: '\\t\\n\\v\\f\\r ' };

/**
 * Writes `\w`, `\d` and `\s` of a regular expression out as ASCII. The tree engine compiles a rule's expressions for every
 * text, and its Unicode `\w` alone takes longer than searching a file of a thousand lines.
 */
export function withAsciiClasses(source: string): string {
  let result = '';
  let depth = 0;
  for (let at = 0; at < source.length; at++) {
    const character = source[at] ?? '';
    if (character === '\\') {
      const escaped = source[at + 1] ?? '';
      const written = CLASSES[escaped];
      if (written === undefined) result += character + escaped;
      else result += depth > 0 ? written : `[${written}]`;
      at++;
      continue;
    }
    if (character === '[') depth++;
    else if (character === ']' && depth > 0) depth--;
    result += character;
  }
  return result;
}

/** The same for every `regex` of a rule, however deep. */
export function ruleWithAsciiClasses(rule: TreeRule): TreeRule {
  const rewrite = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rewrite);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) =>
        key === 'regex' && typeof child === 'string' ? [key, withAsciiClasses(child)] : [key, rewrite(child)],
      ),
    );
  };
  // SAFETY: rewriting strings keeps the shape of an object, and the argument is one.
  return rewrite(rule) as TreeRule;
}
