import type { PatternContent } from '../../library/fixPattern.ts';
import { LEARNED_EDIT_FORMAT, type LearnedEdit, readLearnedEdit } from '../../patterns/learn/learnedEdit.ts';
import { markdownFence } from '../../text/markdownFence.ts';
import { ECMASCRIPT, type Language } from '../languages.ts';
import type { Rule, RuleExample } from '../ruleModel.ts';

/** What is known of a pattern's use, from wherever it is counted. */
export interface LearnedStanding {
  /** Accepted often enough to be shown with the severity of its pattern. */
  readonly raised: boolean;
}

/**
 * The guardian rule of a learned pattern: what its edit would change is a finding, and the edit is the fix. The edit is data
 * of a strict shape without expressions to run. Undefined for a pattern that holds none, or that brings a rule of its own.
 */
export function ruleOfLearned(
  content: PatternContent,
  { raised }: LearnedStanding,
): { readonly rule: Rule } | { readonly problem: string } | undefined {
  if (content.rule !== undefined || content.pattern?.format !== LEARNED_EDIT_FORMAT) return undefined;
  const read = readLearnedEdit(content.pattern);
  if ('problem' in read) return { problem: `pattern: ${read.problem}` };
  return { rule: ruleOf(content, read.edit, raised) };
}

function ruleOf(content: PatternContent, edit: LearnedEdit, raised: boolean): Rule {
  const { key, title } = content;
  return {
    id: key,
    title,
    kind: 'detection',
    severity: raised ? content.severity : 'LOW',
    ...(!raised && { provisional: true }),
    problemType: content.problem_type,
    languages: languagesOf(edit),
    ...(content.layers.length > 0 && { layers: content.layers }),
    ...(content.workflows.length > 0 && { workflows: content.workflows }),
    message: sentence(title),
    actionRequired: content.solution_steps[0] ?? sentence(title),
    why: content.problem_description,
    howToFix: howToFix(content, edit),
    ...(content.references.length > 0 && { references: content.references }),
    sourcePattern: key,
    match: [{ kind: 'learned', edit, fixTitle: title }],
    examples: {
      fires: content.examples.map((example) => exampleOf(example, content.code_type)),
      silent: content.counter_examples.map(({ before, path }) =>
        exampleOf({ before, path }, content.code_type),
      ),
    },
  };
}

/** TypeScript, TSX and JavaScript share their trees. */
function languagesOf({ language }: LearnedEdit): readonly Language[] {
  return ECMASCRIPT.includes(language) ? ECMASCRIPT : [language];
}

function howToFix(content: PatternContent, { language }: LearnedEdit): string {
  const { code_before: before, code_after: after } = content;
  const parts = [
    ...content.solution_steps.map((step, index) => `${index + 1}. ${step}`),
    ...(before === undefined || after === undefined
      ? []
      : [`What looks like\n\n${codeBlock(before, language)}\n\nbecomes\n\n${codeBlock(after, language)}`]),
    ...(content.prevention_guidance === undefined ? [] : [content.prevention_guidance]),
  ];
  return parts.length > 0 ? parts.join('\n\n') : sentence(content.title);
}

function exampleOf(
  { before, after, path }: { before: string; after?: string | undefined; path?: string | undefined },
  language: Language | undefined,
): RuleExample {
  return {
    code: before,
    ...(language !== undefined && { language }),
    ...(after !== undefined && { fixed: after }),
    ...(path !== undefined && { path }),
  };
}

function sentence(text: string): string {
  return /[.!?]$/u.test(text) ? text : `${text}.`;
}

function codeBlock(code: string, language: string): string {
  const fence = markdownFence(code);
  return `${fence}${language}\n${code}\n${fence}`;
}
