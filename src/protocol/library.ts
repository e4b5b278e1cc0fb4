import type {
  AUDIT_STATUSES,
  PATTERN_SEVERITIES,
  PATTERN_STATUSES,
  PROBLEM_TYPES,
} from './libraryChoices.ts';

/**
 * Rows of the store as the editor and the panel read them. Names follow the store's columns. Types only.
 */

export type PatternStatus = (typeof PATTERN_STATUSES)[number];
export type PatternOrigin = 'learned' | 'authored' | 'imported' | 'shipped';
export type PatternSeverity = (typeof PATTERN_SEVERITIES)[number];
export type ProblemType = (typeof PROBLEM_TYPES)[number];
export type WorkspaceRole = 'owner' | 'maintainer' | 'member' | 'reader';
export type RelationKind = 'prerequisite' | 'follows' | 'conflicts' | 'enhances';
export type AuditStatus = (typeof AUDIT_STATUSES)[number];
export type ReviewDecision = 'approve' | 'reject' | 'retire' | 'suggest' | 'reactivate';

export interface PatternExample {
  readonly before: string;
  readonly after?: string;
  readonly path?: string;
}

/** What a person writes in a pattern. */
export interface PatternFields {
  readonly key: string;
  readonly title: string;
  readonly problem_type: ProblemType;
  readonly code_type?: string;
  readonly severity: PatternSeverity;
  readonly tags: readonly string[];
  readonly layers: readonly number[];
  readonly workflows: readonly string[];
  readonly file_types: readonly string[];
  readonly problem_description: string;
  readonly symptoms: readonly string[];
  readonly solution_steps: readonly string[];
  readonly code_before?: string;
  readonly code_after?: string;
  readonly verification_steps: readonly string[];
  readonly learnings: readonly string[];
  readonly prevention_guidance?: string;
  readonly anti_patterns: readonly string[];
  readonly rule_ids: readonly string[];
  readonly examples: readonly PatternExample[];
  readonly counter_examples: readonly PatternExample[];
  readonly related_files: readonly string[];
  readonly references: readonly string[];
}

/** What became of a pattern's applications. */
export interface TrackRecord {
  readonly successes: number;
  readonly failures: number;
  readonly applied_count: number;
  /** 0–1; absent until something was recorded. */
  readonly success_rate?: number;
  /** Ends of the 90 % interval of success; absent when nothing was recorded or nobody worked them out. */
  readonly success_lower?: number;
  readonly success_upper?: number;
  /** Minutes; absent until measured. */
  readonly avg_time_saved?: number;
  readonly confidence_score?: number;
  readonly last_applied?: string;
}

export interface PatternSummary extends TrackRecord {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly problem_type: string;
  readonly code_type?: string;
  readonly severity: PatternSeverity;
  readonly layers: readonly number[];
  readonly workflows: readonly string[];
  readonly tags: readonly string[];
  readonly rule_ids: readonly string[];
  readonly status: PatternStatus;
  readonly origin: PatternOrigin;
  readonly reviewed: boolean;
  readonly updated_at?: string;
}

export interface Pattern extends PatternFields, TrackRecord {
  readonly id: string;
  readonly status: PatternStatus;
  readonly origin: PatternOrigin;
  readonly reviewed: boolean;
  readonly reviewer_notes?: string;
  readonly applied_to_files: readonly string[];
  readonly task_ids: readonly string[];
  readonly created_by?: string;
  readonly created_at?: string;
  readonly updated_at?: string;
  readonly version: number;
  /** Has a machine-readable transformation, or a rule, which the page does not edit. */
  readonly has_pattern: boolean;
  readonly has_rule: boolean;
}

/** A relation seen from one of its two patterns. */
export interface PatternRelation {
  readonly id: string;
  readonly kind: RelationKind;
  /** True: the pattern looked at is the relation's first; false: its second. */
  readonly outgoing: boolean;
  readonly strength: number;
  readonly found_by: string;
  readonly confirmed: boolean;
  readonly rejected: boolean;
  readonly other: { readonly id: string; readonly key: string; readonly title: string };
}

export interface SimilarPattern {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly status?: PatternStatus;
  /** 0–1. */
  readonly similarity: number;
}

export interface PatternRevision {
  readonly version: number;
  readonly changed_at: string;
  readonly changed_by?: string;
  /** Names of the fields that differ from the revision before. */
  readonly changed_fields: readonly string[];
  readonly title?: string;
}

export interface AuditRow {
  readonly id: string;
  readonly project: string;
  readonly path: string;
  readonly layer?: number;
  readonly workflows: readonly string[];
  readonly technical_debt: number;
  /** Count of findings by severity or rule, as the audit was recorded. */
  readonly findings: number;
  readonly status: AuditStatus;
  readonly owner?: string;
  readonly notes: string;
  readonly task_ids: readonly string[];
  readonly updated_at?: string;
}

export interface AuditChange {
  readonly status: AuditStatus;
  readonly technical_debt: number;
  readonly cause: string;
  readonly changed_at: string;
}

/** A rule whose findings are mostly waved away, and what the numbers suggest. */
export interface NoisyRule {
  readonly name: string;
  readonly severity?: PatternSeverity;
  readonly fired: number;
  readonly fixed: number;
  readonly dismissed: number;
  readonly suppressed: number;
  /** Share of dismissed and suppressed among fired, 0–1. */
  readonly share: number;
  readonly proposal: 'add-exception' | 'lower-severity' | 'make-opt-in';
  /** The proposal's reason in words. */
  readonly reason: string;
}

/** A rule that fired without a pattern to mend it. */
export interface KnowledgeGap {
  readonly name: string;
  readonly severity?: PatternSeverity;
  readonly fired: number;
  readonly fixed: number;
}

export interface RelationToConfirm {
  readonly id: string;
  readonly kind: RelationKind;
  readonly strength: number;
  readonly found_by: string;
  readonly from: { readonly id: string; readonly key: string; readonly title: string };
  readonly to: { readonly id: string; readonly key: string; readonly title: string };
}

export interface UsedPattern extends TrackRecord {
  readonly id: string;
  readonly key: string;
  readonly title: string;
}

export interface WeeklyReview {
  readonly since?: string;
  readonly until?: string;
  readonly most_used: readonly UsedPattern[];
  readonly least_successful: readonly UsedPattern[];
  readonly gaps: readonly KnowledgeGap[];
  readonly noisy_rules: readonly NoisyRule[];
  readonly relations_to_confirm: readonly RelationToConfirm[];
  /** Figures of the time looked at, by name: `applied`, `kept`, `undone`. */
  readonly counts: Readonly<Record<string, number>>;
}
