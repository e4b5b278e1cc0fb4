import type { PatternContentInput } from '../../src/core/library/fixPattern.ts';

/** Calls of `axios.NAME` become calls of `http.NAME`, as learning from one such edit could write it. */
export function axiosPattern(
  key: string,
  { method = 'get', more = {} }: { readonly method?: string; readonly more?: object } = {},
): PatternContentInput {
  return {
    key,
    title: `Use http.${method}`,
    problem_type: 'Standards',
    severity: 'MEDIUM',
    code_type: 'typescript',
    problem_description: 'Calls past our own client are neither logged nor retried.',
    code_before: `axios.${method}($$$ARGS)`,
    code_after: `http.${method}($$$ARGS)`,
    examples: [{ before: `axios.${method}(url);\n`, after: `http.${method}(url);\n` }],
    rule_ids: [key],
    pattern: {
      format: 'fixward-edit/1',
      language: 'typescript',
      parts: [
        {
          match: {
            kinds: ['call_expression'],
            children: [
              {
                kinds: ['member_expression'],
                children: [
                  { kinds: ['identifier'], text: ['axios'], mark: 0 },
                  { text: ['.'] },
                  { text: [method] },
                ],
              },
              { kinds: ['arguments'] },
            ],
          },
          edits: [{ at: { from: 0, to: 0 }, template: ['http'] }],
          where: [],
        },
      ],
      companions: [],
    },
    ...more,
  };
}

/** A pattern's file; YAML reads JSON. */
export function patternFile(content: PatternContentInput): string {
  return `${JSON.stringify(content, undefined, 2)}\n`;
}
