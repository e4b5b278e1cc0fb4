import type { PatternContent } from '../../library/fixPattern.ts';
import type { CommitFacts } from './historySource.ts';

/** A place at which a learned edit would change something. */
export interface MinedSite {
  readonly path: string;
  /** 0-based line and UTF-16 character at which the place begins. */
  readonly line: number;
  readonly character: number;
  /** The lines that would change, and what they become. */
  readonly before: string;
  readonly after: string;
  /** Why it should be looked at first; absent where the change passed every check. */
  readonly doubt?: string;
}

export interface MinedCondition {
  readonly id: string;
  readonly text: string;
  readonly on: boolean;
  /** Sites that it keeps out. */
  readonly excludes: number;
}

export type MinedSourceKind = 'working-tree' | 'commit' | 'history' | 'diff' | 'proposal' | 'fix';

export interface MinedSource {
  readonly kind: MinedSourceKind;
  /** Newest first; empty for changes that no commit holds. */
  readonly commits: readonly CommitFacts[];
}

/** A relation that the history suggests between two patterns; a person confirms it. */
export interface MinedRelation {
  readonly toKey: string;
  readonly kind: 'prerequisite' | 'follows' | 'conflicts' | 'enhances';
  /** One line. */
  readonly why: string;
}

export interface MinedRemark {
  readonly level: 'info' | 'warning';
  readonly text: string;
}

/** A pattern that waits for its reader, with all that speaks for and against it. */
export interface MinedDraft {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly language: string;
  readonly problemDescription: string;
  readonly symptoms: readonly string[];
  readonly severity: string;
  readonly problemType: string;
  readonly layers: readonly number[];
  readonly workflows: readonly string[];
  readonly tags: readonly string[];
  readonly preventionGuidance: string;
  readonly antiPatterns: readonly string[];
  readonly before: string;
  readonly after: string;
  readonly conditions: readonly MinedCondition[];
  readonly examples: readonly { readonly before: string; readonly after: string; readonly path?: string }[];
  readonly sites: readonly MinedSite[];
  readonly sitesTotal: number;
  readonly source: MinedSource;
  /** What speaks for it, one line each. */
  readonly evidence: readonly string[];
  /** What does not: relations to others, doubts about its places, that it may be too wide. */
  readonly remarks: readonly MinedRemark[];
  readonly yaml: string;
  readonly relations: readonly MinedRelation[];
  /** How much it is worth against others of the same run. */
  readonly value: number;
  readonly content: PatternContent;
}

/** A change from which nothing safe was learned. */
export interface MinedRefusal {
  readonly path: string;
  /** 0-based. */
  readonly line: number;
  readonly why: string;
}
