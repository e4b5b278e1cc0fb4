import type {
  ConfidenceAlert,
  ConfidenceFilters,
  ConfidenceMethod,
  ConfidenceOverview,
  ConfidenceScores,
  TrendBucket,
} from './confidence.ts';

/** What the panel's place for confidence and the editor say to each other, beside what the service says. Types only. */

/** By which property answers are told apart in charts. */
export type ConfidenceSplit = 'method' | 'model' | 'requestType';

/** What the page shows; the host turns days into times each time it loads, so that the page stays at now. */
export interface ConfidenceView {
  readonly place: 'confidence';
  /** Back from now; all there is when this and `from` are absent. */
  readonly days?: number;
  /** Instants that the reader chose instead of days; the end is outside. */
  readonly from?: string;
  readonly to?: string;
  readonly bucket: TrendBucket;
  readonly split: ConfidenceSplit;
  /** Any when absent; so with methods and kinds. */
  readonly models?: readonly string[];
  readonly methods?: readonly ConfidenceMethod[];
  readonly requestTypes?: readonly string[];
  /** The answers behind a point, beside or instead of the charts. */
  readonly behind?: ConfidenceBehind;
  /** One answer of them, told in full. */
  readonly score?: string;
}

export interface ConfidenceBehind {
  /** What was chosen, in words. */
  readonly title: string;
  readonly filters: ConfidenceFilters;
  /** How many of them; grows as the reader asks for more. */
  readonly limit: number;
}

/** With what was asked for, so that a page shows no stale answers as new. */
export interface ConfidenceFigures extends ConfidenceOverview {
  readonly asked: Omit<ConfidenceView, 'place' | 'split' | 'behind' | 'score'>;
}

export interface ConfidenceList extends ConfidenceScores {
  readonly asked: ConfidenceBehind;
}

/** What every place is told. */
export interface ConfidenceNews {
  /** How often scores or outcomes changed; what shows one of them asks again. */
  readonly changes: number;
  readonly alerts: readonly ConfidenceAlert[];
}

export type ConfidenceAction =
  /** Answers `ConfidenceDetail`. */
  | { readonly kind: 'explainConfidence'; readonly scoreId: string }
  /** These were in sight long enough to be read. */
  | { readonly kind: 'seeConfidence'; readonly scoreIds: readonly string[] }
  | {
      readonly kind: 'reviewConfidence';
      readonly scoreId: string;
      readonly actual: 0 | 1;
      readonly note?: string;
    }
  /** Asks where, and writes; the bytes of a picture are base64. */
  | {
      readonly kind: 'exportChart';
      readonly name: string;
      readonly as: 'csv' | 'svg' | 'png';
      readonly content: string;
    };
