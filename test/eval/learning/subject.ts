import type { Language } from '../../../src/core/rules/languages.ts';
import type { Pair } from './cases.ts';

/** What was learned from the examples of one case; `apply` answers the text as it would become. */
export interface Learned {
  apply(text: string): Promise<string> | string;
  /** The pattern in words, for `--case`. */
  readonly print: string;
}

/** One thing under test: the learner, or a baseline that learns by simpler means. */
export interface Subject {
  readonly name: string;
  learn(
    language: Language,
    examples: readonly Pair[],
    negatives: readonly string[],
  ): Promise<Learned | { readonly declined: string }> | Learned | { readonly declined: string };
  close?(): void;
}
