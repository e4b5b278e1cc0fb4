import type { PatternContent } from '../../library/fixPattern.ts';
import type { FilePattern, PatternFileProblem } from '../../library/parsePatternFile.ts';
import type { Rule } from '../ruleModel.ts';
import { ruleOfLearned } from './ruleOfLearned.ts';

/** What is known of learned patterns beside their files. */
export interface LearnedKnowledge {
  /** Patterns that are not in the workspace's files: those of the store. */
  readonly stored: readonly PatternContent[];
  /** Whether a pattern was accepted often enough to be shown with its own severity. */
  readonly isRaised: (key: string) => boolean;
  /** Why a pattern is used no more; undefined for one that is. */
  readonly retired: (key: string) => string | undefined;
}

export const NO_LEARNED_KNOWLEDGE: LearnedKnowledge = {
  stored: [],
  isRaised: () => false,
  retired: () => undefined,
};

export interface LearnedRules {
  readonly rules: readonly (Rule & { readonly sourceFile?: string })[];
  readonly problems: readonly PatternFileProblem[];
}

/**
 * The guardian rules of learned patterns. A pattern that a written rule names is guarded by that rule; a file of the
 * workspace comes before the store's pattern of the same key.
 *
 * @param taken ids of rules that are not derived
 * @param guarded keys of patterns that written rules name
 */
export function learnedRules(
  files: readonly FilePattern[],
  knowledge: LearnedKnowledge,
  taken: ReadonlySet<string>,
  guarded: ReadonlySet<string>,
): LearnedRules {
  const rules = new Map<string, Rule & { readonly sourceFile?: string }>();
  const problems: PatternFileProblem[] = [];
  for (const { content, path, line } of files) {
    const { key } = content;
    if (guarded.has(key) || knowledge.retired(key) !== undefined) continue;
    const derived = ruleOfLearned(content, { raised: knowledge.isRaised(key) });
    if (!derived) continue;
    if ('problem' in derived) problems.push({ path, line, message: derived.problem });
    else if (taken.has(key)) {
      problems.push({
        path,
        line,
        message: `key: "${key}" is the id of a rule; give the pattern another key`,
      });
    } else rules.set(key, { ...derived.rule, sourceFile: path });
  }
  const inFiles = new Set(files.map(({ content: { key } }) => key));
  for (const content of knowledge.stored) {
    const { key } = content;
    if (inFiles.has(key) || guarded.has(key) || taken.has(key)) continue;
    if (knowledge.retired(key) !== undefined) continue;
    const derived = ruleOfLearned(content, { raised: knowledge.isRaised(key) });
    if (derived && 'rule' in derived) rules.set(key, derived.rule);
  }
  return { rules: [...rules.values()], problems };
}
