/**
 * Confidence as the service, the editor and the panel speak of it. Types only. A figure that was not measured is absent;
 * nothing is ever filled in for it.
 */

export type ConfidenceMethod =
  | 'logprob'
  | 'agreement'
  | 'semantic_entropy'
  | 'verbalized'
  | 'hybrid'
  | 'heuristic';

/** How far a value may be believed as a frequency. */
export type CalibrationState = 'uncalibrated' | 'calibrated' | 'drifting';

/** One thing that was looked at, and what it showed. */
export interface ConfidenceEvidence {
  readonly part: 'factual' | 'reasoning' | 'contextual';
  /** `object_exists`, `sql_parses`, `plan_runs`, `proof_verdict`, `findings`, `samples_agree`, `retrieval_support`, … */
  readonly kind: string;
  /** One line for people. */
  readonly text: string;
  readonly passed: number;
  readonly of: number;
}

/** 0 to 1 with the band it lies in. */
export interface ConfidencePart {
  readonly value: number;
  readonly lower: number;
  readonly upper: number;
}

/** Beside an answer, a proposal or a pattern. */
export interface ConfidenceBadge {
  readonly scoreId: string;
  readonly method: ConfidenceMethod;
  /** As the method gave it, 0 to 1; absent where the method's own unit is no probability. */
  readonly raw?: number;
  /** The frequency with which answers like it turned out well; absent while uncalibrated. */
  readonly calibrated?: number;
  readonly lower?: number;
  readonly upper?: number;
  readonly state: CalibrationState;
  /** Outcomes behind the calibration. */
  readonly outcomes: number;
  readonly samples?: number;
  /** Hidden by selective answering: its guaranteed error rate is above the user's limit. */
  readonly withheld?: boolean;
}

export interface ConfidenceScore extends ConfidenceBadge {
  readonly requestId: string;
  readonly requestType: string;
  readonly at: string;
  readonly model?: string;
  readonly consultationId?: string;
  readonly factual?: ConfidencePart;
  readonly reasoning?: ConfidencePart;
  readonly contextual?: ConfidencePart;
}

/** What became of an answer. */
export type OutcomeMethod =
  | 'human_review'
  | 'automated_test'
  | 'cross_validation'
  | 'compile'
  | 'lint'
  | 'user_accept'
  | 'user_revert';

export interface ConfidenceOutcome {
  readonly method: OutcomeMethod;
  /** 1 turned out well, 0 did not. */
  readonly actual: number;
  readonly at: string;
  readonly note?: string;
}

/** `confidence/get {scoreId}` → why this number. */
export interface ConfidenceDetail extends ConfidenceScore {
  readonly evidence: readonly ConfidenceEvidence[];
  /** Token figures in nats, with what they were computed over. */
  readonly tokens?: {
    readonly topK: number;
    readonly windowTokens: number;
    readonly tailTokens: number;
    readonly count: number;
    readonly mean: number;
    readonly tail?: number;
    readonly bottom10?: number;
    readonly lowestGroup?: number;
  };
  readonly calibrator?: {
    readonly id: string;
    readonly kind: 'identity' | 'temperature' | 'platt' | 'beta' | 'isotonic';
    readonly outcomes: number;
    readonly fittedAt: string;
    readonly brierBefore?: number;
    readonly brierAfter?: number;
  };
  /** Sentence: why it is uncalibrated, or how it was calibrated. */
  readonly calibrationNote: string;
  readonly results: readonly ConfidenceOutcome[];
  /** Past cases of its kind, its method and about its value: first those whose end is known, then the most alike. */
  readonly similar: readonly SimilarCase[];
  readonly models?: readonly ModelOpinion[];
}

/** A past case, what it has in common with the one that is looked at, and how it ended. */
export interface SimilarCase {
  readonly scoreId: string;
  readonly at: string;
  readonly consultationId?: string;
  readonly title?: string;
  readonly model?: string;
  readonly sameFamily: boolean;
  /** Kinds of evidence that both have. */
  readonly sharedEvidence: readonly string[];
  readonly value?: number;
  readonly outcome?: number;
}

/** The same question to several models. */
export interface ModelOpinion {
  readonly model: string;
  readonly agrees: boolean;
  /** What it answered, shortened. */
  readonly text: string;
}

export interface ConfidenceFilters {
  readonly from?: string;
  readonly to?: string;
  readonly models?: readonly string[];
  readonly methods?: readonly ConfidenceMethod[];
  readonly requestTypes?: readonly string[];
  /**
   * Between these, 0 to 1: the calibrated value where there is one, else the raw one. The upper end is outside, but 1 is
   * inside.
   */
  readonly valueFrom?: number;
  readonly valueTo?: number;
  /** Only answers that turned out so; `unknown`: nothing is known of them yet. */
  readonly outcome?: 'good' | 'bad' | 'unknown';
}

export type TrendBucket = 'hour' | 'day' | 'week';

/** One series' value in one bucket. */
export interface TrendPoint {
  /** Start of the bucket, UTC. */
  readonly at: string;
  readonly model?: string;
  readonly method: ConfidenceMethod;
  readonly requestType: string;
  readonly answers: number;
  readonly mean?: number;
  readonly lower?: number;
  readonly upper?: number;
  readonly calibrated?: number;
  readonly outcomes: number;
  readonly succeeded: number;
}

export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly answers: number;
  readonly predicted: number;
  readonly actual: number;
  /** Wilson, 95 %. */
  readonly lower: number;
  readonly upper: number;
}

export interface ReliabilityFigures {
  readonly answers: number;
  readonly bins: readonly ReliabilityBin[];
  readonly brier?: number;
  readonly logLoss?: number;
  readonly ece?: number;
  readonly eceEqualMass?: number;
  readonly mce?: number;
  readonly auroc?: number;
  readonly murphy?: {
    readonly reliability: number;
    readonly resolution: number;
    readonly uncertainty: number;
  };
  /** Answers shown, and how many of them an outcome is known of. */
  readonly exposed: number;
}

export interface HistogramBin {
  readonly from: number;
  readonly to: number;
  readonly good: number;
  readonly bad: number;
  readonly unknown: number;
}

export interface PerformanceRow {
  readonly requestType: string;
  readonly model?: string;
  readonly requests: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly p99Ms?: number;
  readonly errorRate?: number;
  readonly tokensIn?: number;
  readonly tokensOut?: number;
  readonly cacheHitRate?: number;
  /** Requests in which the ratio was measured. */
  readonly cacheMeasured: number;
}

export interface PerformancePoint {
  readonly at: string;
  readonly requests: number;
  readonly p50Ms?: number;
  readonly p95Ms?: number;
  readonly errorRate?: number;
  readonly memoryMb?: number;
  readonly cpuPercent?: number;
}

export interface CalibrationPoint {
  readonly at: string;
  readonly method: ConfidenceMethod;
  readonly outcomes: number;
  readonly brier: number;
  readonly ece?: number;
}

export interface ConfidenceAlert {
  readonly id: 'calibration_drift' | 'error_rate' | 'slow_answers' | 'budget';
  readonly level: 'warning' | 'error';
  /** One line: what, since when, what to do. */
  readonly text: string;
  readonly since: string;
}

/** `confidence/overview {filters, bucket}` → everything the page draws, aggregated by the store. */
export interface ConfidenceOverview {
  readonly filters: ConfidenceFilters;
  readonly bucket: TrendBucket;
  /** Which values the filters can take. */
  readonly choices: {
    readonly models: readonly string[];
    readonly methods: readonly ConfidenceMethod[];
    readonly requestTypes: readonly string[];
  };
  readonly totals: {
    readonly answers: number;
    readonly outcomes: number;
    readonly exposed: number;
  };
  readonly trends: readonly TrendPoint[];
  readonly reliability: ReliabilityFigures;
  readonly histogram: readonly HistogramBin[];
  readonly performance: readonly PerformanceRow[];
  readonly performanceTrend: readonly PerformancePoint[];
  readonly calibration: readonly CalibrationPoint[];
  readonly alerts: readonly ConfidenceAlert[];
}

/** `confidence/overview` */
export interface ConfidenceOverviewParams {
  readonly filters: ConfidenceFilters;
  readonly bucket: TrendBucket;
}

/** `confidence/scores` → ConfidenceScores. */
export interface ConfidenceScoresParams {
  readonly filters: ConfidenceFilters;
  readonly limit: number;
  /** Only those before this time. */
  readonly before?: string;
}

/** One answer in a list; the outcome is absent while none is known. */
export interface ListedScore extends ConfidenceScore {
  readonly title?: string;
  readonly outcome?: number;
}

/** The answers behind a point, newest first. */
export interface ConfidenceScores {
  readonly scores: readonly ListedScore[];
  readonly more: boolean;
}

/** `confidence/review`: what a reader says became of it. */
export interface ConfidenceReviewParams {
  readonly scoreId: string;
  readonly actual: 0 | 1;
  readonly note?: string;
}

/** `confidence/seen`: answers that a reader had before him; those that were only told somewhere are not among them. */
export interface ConfidenceSeenParams {
  readonly scoreIds?: readonly string[];
  /** Answers by their places, where the score is not known yet. */
  readonly answers?: readonly { readonly consultationId: string; readonly position: number }[];
}

/**
 * `confidence/configure`: the settings of this client, in place of those before. `confidence/alerts` → `{alerts}`. Event
 * `confidence/changed` → ConfidenceChanged: scores, outcomes, calibrators or alerts are other than they were.
 */
export interface ConfidenceConfigureParams {
  /** Further answers drawn for each answer, 0 to 5. */
  readonly samples?: number;
  /** Ids of models that are asked the same question. */
  readonly consensusModels?: readonly string[];
  /** Answers whose error rate is not shown to be below it are withheld; 0 to 1, none are when absent. */
  readonly errorRateMax?: number;
  /** Port on the loopback interface for Prometheus; closed when absent. */
  readonly metricsPort?: number;
  /** Models are asked to say how sure they are, and what they say in words is read; not when absent. */
  readonly askConfidence?: boolean;
  /** Folders of the window that these settings are of; consultations about them go by these. */
  readonly projects?: readonly string[];
}

/**
 * `confidence/testsEnded`: tests of a project ran to their end. What was changed in it before they began, and scored, has
 * its outcome by them.
 */
export interface ConfidenceTestsParams {
  /** Every name that the project goes by: its folder, its repository. */
  readonly projects: readonly string[];
  /** What was run, for people. */
  readonly name: string;
  readonly passed: boolean;
  /** ISO 8601 */
  readonly startedAt: string;
}

export interface ConfidenceChanged {
  readonly scores: number;
  readonly outcomes: number;
  readonly alerts: readonly ConfidenceAlert[];
}
