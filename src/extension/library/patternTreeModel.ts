import type { PatternSeverity, PatternSummary } from '../../protocol/library.ts';

export const PATTERN_GROUPINGS = ['problemType', 'layer', 'status', 'origin', 'workflow'] as const;
export type PatternGrouping = (typeof PATTERN_GROUPINGS)[number];

export interface PatternGroupNode {
  readonly kind: 'patternGroup';
  readonly id: string;
  readonly grouping: PatternGrouping;
  /** The value that the patterns share; empty for those that have none. */
  readonly value: string;
  readonly children: readonly PatternNode[];
}

export interface PatternNode {
  readonly kind: 'pattern';
  readonly id: string;
  readonly pattern: PatternSummary;
}

/** Stands for patterns that were not loaded. */
export interface MorePatternsNode {
  readonly kind: 'morePatterns';
  readonly id: string;
  readonly count: number;
}

export type PatternTreeNode = PatternGroupNode | PatternNode | MorePatternsNode;

export interface PatternFilter {
  readonly severities: ReadonlySet<PatternSeverity>;
  readonly statuses: ReadonlySet<string>;
}

export const NO_PATTERN_FILTER: PatternFilter = { severities: new Set(), statuses: new Set() };

export function isFiltering({ severities, statuses }: PatternFilter): boolean {
  return severities.size > 0 || statuses.size > 0;
}

/** Groups in reading order; a pattern of several layers or workflows stands in each, under an id of its own. */
export function patternTree(
  patterns: readonly PatternSummary[],
  grouping: PatternGrouping,
): readonly PatternGroupNode[] {
  const groups = new Map<string, PatternSummary[]>();
  for (const pattern of patterns) {
    for (const value of valuesOf(pattern, grouping))
      groups.set(value, [...(groups.get(value) ?? []), pattern]);
  }
  return [...groups]
    .map(([value, members]): PatternGroupNode => {
      const id = `${grouping}:${value}`;
      return {
        kind: 'patternGroup',
        id,
        grouping,
        value,
        children: members
          .toSorted((a, b) => a.title.localeCompare(b.title))
          .map((pattern) => ({ kind: 'pattern', id: `${id}:${pattern.id}`, pattern })),
      };
    })
    .toSorted((a, b) => rank(a) - rank(b) || a.value.localeCompare(b.value));
}

function valuesOf(pattern: PatternSummary, grouping: PatternGrouping): readonly string[] {
  switch (grouping) {
    case 'problemType':
      return [pattern.problem_type];
    case 'layer':
      return pattern.layers.length > 0 ? pattern.layers.map(String) : [''];
    case 'status':
      return [pattern.status];
    case 'origin':
      return [pattern.origin];
    case 'workflow':
      return pattern.workflows.length > 0 ? pattern.workflows : [''];
  }
}

const STATUS_ORDER = ['suggested', 'draft', 'active', 'retired'];

/** What waits comes first; what belongs nowhere comes last. */
function rank({ grouping, value }: PatternGroupNode): number {
  if (value === '') return Number.MAX_SAFE_INTEGER;
  return grouping === 'status' ? STATUS_ORDER.indexOf(value) : 0;
}
