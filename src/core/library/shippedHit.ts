import type { MemoryHit } from '../search/searchInMemory.ts';
import type { PatternContent } from './fixPattern.ts';

/** A pattern of the shipped library that a search in memory found, as the store's search would answer it. */
export function shippedHit({ pattern, score, excerpt, parts }: MemoryHit<PatternContent>) {
  return {
    kind: 'pattern',
    id: pattern.key,
    key: pattern.key,
    title: pattern.title,
    severity: pattern.severity,
    problem_type: pattern.problem_type,
    ...(pattern.code_type !== undefined && { code_type: pattern.code_type }),
    layers: pattern.layers,
    status: 'active',
    origin: 'shipped',
    rule_ids: pattern.rule_ids,
    excerpt,
    applied_count: 0,
    successes: 0,
    failures: 0,
    score,
    parts,
  } as const;
}
