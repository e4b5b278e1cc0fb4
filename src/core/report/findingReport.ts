import type { RuleOrigin, Severity } from '../rules/ruleModel.ts';
import type { Range } from '../text/lineIndex.ts';

/** Severity as editors, CI services and `--fail-on` know it. */
export const LEVELS = ['error', 'warning', 'info'] as const;
export type Level = (typeof LEVELS)[number];

const LEVEL_OF_SEVERITY: Readonly<Record<Severity, Level>> = {
  CRITICAL: 'error',
  HIGH: 'error',
  MEDIUM: 'warning',
  LOW: 'info',
};

export function levelOf(severity: Severity): Level {
  return LEVEL_OF_SEVERITY[severity];
}

export function isAtLeast(severity: Severity, threshold: Level): boolean {
  return LEVELS.indexOf(levelOf(severity)) <= LEVELS.indexOf(threshold);
}

export interface ReportedFix {
  readonly title: string;
  readonly kind: 'auto' | 'suggest' | 'recipe';
  readonly preferred: boolean;
  readonly edits: readonly { readonly range: Range; readonly newText: string }[];
  /** Files to write beside the edits, paths like the finding's; one that is there already is written anew. */
  readonly newFiles?: readonly { readonly path: string; readonly text: string }[];
}

/** One finding as machines read it; positions are 0-based lines and UTF-16 characters. */
export interface ReportedFinding {
  readonly ruleId: string;
  readonly severity: Severity;
  readonly level: Level;
  readonly message: string;
  /** From the working folder when the file is below it, else absolute; `/` between parts. */
  readonly path: string;
  readonly range: Range;
  readonly layer?: number;
  readonly origin: RuleOrigin;
  readonly patternId?: string;
  readonly fixes: readonly ReportedFix[];
}

/** A finding the baseline knows; only formats that can mark it so have it. */
export interface KnownFinding extends ReportedFinding {
  readonly fingerprint: string;
}

export interface ReportedError {
  readonly path: string;
  readonly message: string;
  readonly range?: Range;
}

export interface CheckStats {
  readonly files: number;
  readonly statements: number;
  readonly ms: number;
  /** Findings hidden by comments. */
  readonly suppressed: number;
  /** Findings hidden by the baseline. */
  readonly baseline: number;
}

export interface CheckReport {
  readonly findings: readonly ReportedFinding[];
  /** Stable names of `findings`, in the same order. */
  readonly fingerprints: readonly string[];
  readonly known: readonly KnownFinding[];
  /** What could not be read, parsed or checked. */
  readonly errors: readonly ReportedError[];
  readonly stats: CheckStats;
}
