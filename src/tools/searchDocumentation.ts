import { z } from 'zod';
import { cappedLines, cut } from '../core/advice/cappedText.ts';
import { BUILTIN_RULES } from '../core/rules/builtin/builtinRules.ts';
import type { Language } from '../core/rules/languages.ts';
import type { Rule } from '../core/rules/ruleModel.ts';
import type { SearchablePattern } from '../core/search/patternText.ts';
import { searchInMemory } from '../core/search/searchInMemory.ts';
import { askDocumentation } from './documentationServer.ts';
import { foundPatterns, type PatternHit, patternLine } from './foundPatterns.ts';
import { defineTool } from './tool.ts';
import type { ToolContext } from './toolContext.ts';
import { TEXT_CHARACTERS_MAX } from './toolLimits.ts';

const QUERY_CHARACTERS_MAX = 1_000;
const RULES_MAX = 4;
const PATTERNS_MAX = 4;
const WHY_CHARACTERS_MAX = 500;
const ANSWER_CHARACTERS_MAX = 3_000;

const input = z.strictObject({
  query: z.string().min(1).max(QUERY_CHARACTERS_MAX),
  online: z.boolean().optional().describe('Also ask the configured documentation server'),
});

export interface FoundDocumentation {
  readonly rules: readonly FoundRule[];
  readonly patterns: readonly PatternHit[];
  /** What a documentation server answered; a stranger's words. */
  readonly answer?: { readonly server: string; readonly tool: string; readonly text: string };
  readonly notes: readonly string[];
}

export interface FoundRule {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly howToFix: string;
  readonly references: readonly string[];
}

export const searchDocumentation = defineTool<z.infer<typeof input>, FoundDocumentation>({
  name: 'search_documentation',
  title: 'Search the documentation',
  description: 'Pages of the guardian’s rules and shipped patterns; online also a documentation server.',
  input,
  action: 'read_workspace',
  actionOf: ({ online }) => (online === true ? 'reach_out' : 'read_workspace'),
  untrustedOutput: true,
  target: ({ online }) => (online === true ? { kind: 'server' } : { kind: 'workspace' }),
  run: async ({ query, online = false }, context) => {
    const notes: string[] = [];
    const rules = await rulesAbout(query);
    const patterns = await shippedPatterns(query, context, notes);
    const asked = online ? await askDocumentation(query, context) : undefined;
    if (asked && 'problem' in asked) notes.push(asked.problem);
    const answer = asked && 'text' in asked ? asked : undefined;
    const lines = [
      ...(answer ? [`${answer.server} answered:`, cut(answer.text, ANSWER_CHARACTERS_MAX)] : []),
      ...rules.map(
        ({ id, title, why, howToFix }) =>
          `rule ${id}, ${title}: ${cut(why, WHY_CHARACTERS_MAX)} How to fix: ${cut(howToFix, WHY_CHARACTERS_MAX)}`,
      ),
      ...patterns.map((pattern) => `pattern ${patternLine(pattern)}`),
      ...(rules.length + patterns.length === 0 && !answer ? ['nothing was found'] : []),
      ...notes.map((note) => `note: ${note}`),
    ];
    return {
      ok: true,
      data: { rules, patterns, ...(answer && { answer }), notes },
      text: cappedLines(lines, TEXT_CHARACTERS_MAX),
    };
  },
});

/** Built-in rules that speak of something, the likeliest first; of one language where only those are wanted. */
export async function rulesAbout(query: string, language?: Language): Promise<readonly FoundRule[]> {
  const rules = BUILTIN_RULES.filter(
    ({ languages }) => language === undefined || languages.includes(language),
  );
  const hits = await searchInMemory(rules.map(searchable), { text: query }, RULES_MAX);
  return hits.map(({ pattern: { rule } }) => ({
    id: rule.id,
    title: rule.title,
    why: rule.why,
    howToFix: rule.howToFix,
    references: rule.references ?? [],
  }));
}

/** A rule as search reads patterns. */
function searchable(rule: Rule): SearchablePattern & { readonly rule: Rule } {
  const [example] = rule.examples.fires;
  return {
    rule,
    id: rule.id,
    key: rule.id,
    title: rule.title,
    symptoms: [rule.message],
    problem_description: rule.why,
    solution_steps: [rule.actionRequired, rule.howToFix],
    learnings: [],
    tags: [rule.problemType, ...rule.languages],
    rule_ids: [rule.id, ...(rule.aliases ?? [])],
    code_before: example?.code,
    code_after: example?.fixed,
  };
}

async function shippedPatterns(
  query: string,
  context: ToolContext,
  notes: string[],
): Promise<readonly PatternHit[]> {
  try {
    return (await foundPatterns(context, { query, limit: PATTERNS_MAX, shippedOnly: true })).hits;
  } catch (error) {
    if (context.signal.aborted) throw error;
    notes.push(`The library was not searched: ${error instanceof Error ? error.message : String(error)}`);
    return [];
  }
}
