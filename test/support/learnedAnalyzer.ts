import { type PatternContent, patternContentSchema } from '../../src/core/library/fixPattern.ts';
import { type LearnExample, learnEdit } from '../../src/core/patterns/learn/learnEdit.ts';
import type { ParsePlainTree } from '../../src/core/patterns/learn/plainTree.ts';
import { type Analyzer, createAnalyzer } from '../../src/core/rules/analyzer.ts';
import type { Language } from '../../src/core/rules/languages.ts';
import { ruleOfLearned } from '../../src/core/rules/learned/ruleOfLearned.ts';
import { defaultProjectConfig } from '../../src/core/rules/parseProjectConfig.ts';
import { createRuleSet } from '../../src/core/rules/ruleSet.ts';
import { createEngines, type Engines } from '../../src/engines/workspace/engines.ts';

let engines: Engines | undefined;

/** The real parsers, loaded once per test process. */
async function learnEngines(): Promise<Engines> {
  engines ??= createEngines();
  await engines.prepare('sql');
  return engines;
}

/** A pattern as the learner makes it of the examples. */
export async function learnedPattern(
  key: string,
  language: Language,
  examples: readonly LearnExample[],
  more: object = {},
): Promise<PatternContent> {
  const { plainTrees } = await learnEngines();
  const learned = learnEdit({ language, examples, negatives: [] }, { parse: plainTrees });
  if ('declined' in learned) throw new Error(learned.declined);
  return patternContentSchema.parse({
    key,
    title: key.replaceAll('-', ' '),
    problem_type: 'Standards',
    severity: 'MEDIUM',
    code_type: language,
    problem_description: 'The old form.',
    examples,
    pattern: learned.edit,
    ...more,
  });
}

/** An analyzer whose only rules are those of the patterns. */
export async function learnedAnalyzer(
  contents: readonly PatternContent[],
  change: (parse: ParsePlainTree) => ParsePlainTree = (parse) => parse,
): Promise<Analyzer> {
  const { syntax, sqlParser, plainTrees } = await learnEngines();
  const config = defaultProjectConfig();
  const rules = contents.map((content) => {
    const derived = ruleOfLearned(content, { raised: false });
    if (!derived || 'problem' in derived) throw new Error(derived?.problem ?? 'no learned edit');
    return derived.rule;
  });
  return createAnalyzer({
    syntax,
    sqlParser,
    plainTrees: change(plainTrees),
    ruleSet: createRuleSet([{ origin: 'learned', rules }], config),
    config,
  });
}
