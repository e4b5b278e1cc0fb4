import type { Advice } from '../confidence/applicationAdvice.ts';
import { adviceFor } from '../confidence/applicationAdvice.ts';
import { patternConfidence, seedConfidence, successLowerBound } from '../confidence/patternConfidence.ts';
import type { SuccessPrior } from '../confidence/successPosterior.ts';
import { ECMASCRIPT } from '../rules/languages.ts';
import type { PatternContent } from './fixPattern.ts';

/**
 * What naming the finding's rule is worth as a similarity: the pattern is for this very finding, but a rule may have
 * several remedies, so it is no certainty.
 */
export const RULE_MATCH_SIMILARITY = 0.9;

export interface MatchedFinding {
  readonly ruleId: string;
  readonly language?: string;
  readonly layer?: number;
  readonly workflows?: readonly string[];
  readonly path?: string;
}

interface TrackRecord {
  readonly successes: number;
  readonly failures: number;
  readonly applied_count: number;
}

export interface MatchCandidate extends TrackRecord {
  readonly id: string;
  readonly key: string;
  readonly title: string;
  readonly code_type?: string;
  readonly rule_ids: readonly string[];
  readonly layers: readonly number[];
  readonly workflows: readonly string[];
  readonly file_types: readonly string[];
  /** 0–1. */
  readonly similarity: number;
}

/** A pattern as a candidate; one that keeps no track record of its own, like a shipped one, was never applied. */
export function candidateOf(
  id: string,
  { key, title, code_type, rule_ids, layers, workflows, file_types }: PatternContent,
  similarity: number,
  { successes, failures, applied_count }: TrackRecord = { successes: 0, failures: 0, applied_count: 0 },
): MatchCandidate {
  return {
    id,
    key,
    title,
    ...(code_type !== undefined && { code_type }),
    rule_ids,
    layers,
    workflows,
    file_types,
    successes,
    failures,
    applied_count,
    similarity,
  };
}

export interface RankedMatch {
  readonly candidate: MatchCandidate;
  readonly confidence: number;
  readonly method: 'log-odds' | 'seed';
  readonly successLower?: number;
  readonly advice: Advice;
}

export interface MatchOptions {
  readonly mode: 'sound' | 'seed';
  readonly prior: SuccessPrior;
  readonly limit: number;
  /** The user's setting for fixes that nobody asked for. */
  readonly autoApply: boolean;
  /** What trying the fix on a copy said. */
  readonly verification?: 'clean' | 'finding_stays' | 'new_findings' | 'parses_worse';
}

/** The candidates that suit a finding, best first; those for another language are left out. */
export function rankMatches(
  finding: MatchedFinding,
  candidates: readonly MatchCandidate[],
  { mode, prior, limit, autoApply, verification }: MatchOptions,
): readonly RankedMatch[] {
  const scored = candidates
    .filter(({ code_type }) => speaksOf(code_type, finding.language))
    .map((candidate) => {
      const applied = candidate.successes + candidate.failures;
      const evidence = {
        similarity: candidate.similarity,
        layerMatch: finding.layer !== undefined && candidate.layers.includes(finding.layer) ? 1 : 0,
        workflowOverlap: overlap(finding.workflows ?? [], candidate.workflows),
        fileTypeMatch: isForFile(candidate, finding) ? 1 : 0,
        successes: candidate.successes,
        applied,
      };
      const confidence = mode === 'seed' ? seedConfidence(evidence) : patternConfidence(evidence, prior);
      const successLower = successLowerBound(evidence, prior);
      return { candidate, applied, ...confidence, successLower };
    });
  return scored
    .sort(
      (a, b) =>
        b.raw - a.raw ||
        (b.successLower ?? 0) - (a.successLower ?? 0) ||
        (a.candidate.key < b.candidate.key ? -1 : 1),
    )
    .slice(0, limit)
    .map(({ candidate, applied, score, method, successLower }) => ({
      candidate,
      confidence: score,
      method,
      ...(successLower !== undefined && { successLower }),
      advice: adviceFor({
        score,
        applied,
        allowed: autoApply,
        ...(successLower !== undefined && { successLower }),
        ...(verification !== undefined && { verification }),
      }),
    }));
}

/** A pattern about no one language suits all; TypeScript, TSX and JavaScript count as one. */
function speaksOf(codeType: string | undefined, language: string | undefined): boolean {
  if (codeType === undefined || language === undefined || codeType === language) return true;
  const family = ECMASCRIPT.map(String);
  return family.includes(codeType) && family.includes(language);
}

function overlap(wanted: readonly string[], given: readonly string[]): number {
  if (wanted.length === 0) return 0;
  return wanted.filter((workflow) => given.includes(workflow)).length / wanted.length;
}

function isForFile({ file_types, code_type }: MatchCandidate, { path, language }: MatchedFinding): boolean {
  const extension = path?.slice(path.lastIndexOf('.') + 1).toLowerCase();
  if (extension !== undefined && file_types.some((type) => type.toLowerCase() === extension)) return true;
  return file_types.length === 0 && code_type !== undefined && code_type === language;
}
