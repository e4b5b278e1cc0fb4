import { Document } from 'yaml';
import { NEVER_CANCELLED } from '../../cancellation.ts';
import type { PatternContent } from '../../library/fixPattern.ts';
import type { SyntaxEngine } from '../../ports.ts';
import type { Language } from '../../rules/languages.ts';
import { renderFix } from '../../rules/renderFix.ts';
import type { TreeMatcher } from '../../rules/ruleModel.ts';
import { applyEdits, editsOverlap } from '../../text/edits.ts';
import type { SpanEdit } from '../../text/span.ts';
import { isOfNames } from '../learn/conditions.ts';
import { conditionsOf } from '../learn/conditionWords.ts';
import { readLearnedEdit } from '../learn/learnedEdit.ts';

/** `refused`: why the pattern cannot be said as such a rule, one line. */
export type AstGrepExport = { readonly yaml: string } | { readonly refused: string };

/** As the tool calls the languages; SQL's patterns are matched by tokens, which it has none for. */
const NAMES: Partial<Readonly<Record<Language, string>>> = {
  typescript: 'TypeScript',
  tsx: 'Tsx',
  javascript: 'JavaScript',
  python: 'Python',
  go: 'Go',
  java: 'Java',
  rust: 'Rust',
  ruby: 'Ruby',
  php: 'Php',
  csharp: 'CSharp',
  kotlin: 'Kotlin',
  yaml: 'Yaml',
  json: 'Json',
  html: 'Html',
  css: 'Css',
  bash: 'Bash',
};

const SEVERITIES = { CRITICAL: 'error', HIGH: 'error', MEDIUM: 'warning', LOW: 'hint' } as const;

/** Rounds until nothing changes; a place inside another's text needs one each. */
const ROUNDS_MAX = 12;

/** A learned pattern as a rule file of ast-grep, when that rule, run over the pattern's own examples, does the same. */
export function astGrepRule(content: PatternContent, syntax: SyntaxEngine): AstGrepExport {
  const read = readLearnedEdit(content.pattern);
  if ('problem' in read) return { refused: read.problem };
  const { edit } = read;
  const { language } = edit;
  const name = NAMES[language];
  if (name === undefined || !syntax.supports(language))
    return { refused: `there is no grammar of ${language}` };
  if (edit.parts.length > 1) return { refused: 'it has several parts, and a rule has one pattern' };
  if (edit.companions.length > 0) return { refused: 'it also changes imports, which a rule cannot' };
  const held = edit.parts.flatMap(({ where }) => where.filter(({ on }) => on));
  if (held.some(({ kind }) => !isOfNames(kind))) return { refused: 'it holds under conditions' };
  const [pattern, fix] = [content.code_before ?? '', content.code_after ?? ''];
  const matcher: TreeMatcher = { kind: 'tree', rule: { pattern } };
  const difference = differenceOf(content, language, matcher, fix, syntax);
  if (difference !== undefined) return { refused: difference };
  const document = new Document({
    id: content.key,
    language: name,
    severity: SEVERITIES[content.severity],
    message: content.title,
    // What the pattern asks of names a rule cannot; its reader can.
    note: [content.problem_description, ...conditionsOf(edit).map(({ text }) => `Meant ${text}.`)].join('\n'),
    rule: { pattern },
    fix,
  });
  return { yaml: document.toString({ lineWidth: 110 }) };
}

/** How the rule behaves otherwise than the pattern; undefined where it does not. */
function differenceOf(
  content: PatternContent,
  language: Language,
  matcher: TreeMatcher,
  fix: string,
  syntax: SyntaxEngine,
): string | undefined {
  try {
    syntax.validate(language, matcher);
    for (const { before, after } of content.examples) {
      if (after === undefined) continue;
      if (applyRule(language, matcher, fix, before, syntax) !== after) {
        return 'as a rule it does not turn every example into what it became';
      }
      if (applyRule(language, matcher, fix, after, syntax) !== after) {
        return 'as a rule it finds something in what an example became';
      }
    }
    for (const { before } of content.counter_examples) {
      if (applyRule(language, matcher, fix, before, syntax) !== before) {
        return 'as a rule it changes a counter-example';
      }
    }
    return content.examples.length === 0 ? 'it has no example to try the rule on' : undefined;
  } catch {
    return 'what it looks for does not stand by itself as a pattern';
  }
}

function applyRule(
  language: Language,
  matcher: TreeMatcher,
  fix: string,
  text: string,
  syntax: SyntaxEngine,
): string {
  let code = text;
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const edits: SpanEdit[] = [];
    for (const match of syntax.parse(language, code).match([matcher], NEVER_CANCELLED)) {
      const template = { title: '', kind: 'suggest' as const, replace: fix };
      const rendered = renderFix(template, match, { text: code, importOffset: () => 0 })?.edits ?? [];
      if (!editsOverlap(edits, rendered)) edits.push(...rendered);
    }
    const next = applyEdits(code, edits);
    if (next === code) return code;
    code = next;
  }
  return code;
}
