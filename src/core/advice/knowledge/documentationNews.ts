import type { ProblemType } from '../../rules/ruleModel.ts';

/** Something that a documentation server said and had not said before. */
export interface DocumentationNews {
  readonly questionId: string;
  readonly topic: string;
  readonly query: string;
  readonly problemType: ProblemType;
  readonly server: string;
  /** ISO. */
  readonly foundAt: string;
  /** Nothing was known of the question before. */
  readonly first: boolean;
  /** The server's words: a stranger's. */
  readonly text: string;
  /** What Fixward says of the same. */
  readonly rules: readonly { readonly id: string; readonly title: string }[];
  readonly patterns: readonly { readonly key: string; readonly title: string }[];
}
