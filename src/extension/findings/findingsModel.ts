import type { FindingSummary, FindingsParams, Severity } from '../../protocol/lsp.ts';

export const GROUPINGS = ['severity', 'layer', 'rule', 'file'] as const;
export type Grouping = (typeof GROUPINGS)[number];

export const SEVERITIES: readonly Severity[] = ['CRITICAL', 'HIGH', 'MEDIUM', 'LOW'];

/** A tree with more children than this under one node is no longer read, and costs the editor seconds to draw. */
export const CHILDREN_MAX = 1_000;

export interface FindingsFilter {
  /** Severities to show; every one when empty. */
  readonly severities: ReadonlySet<Severity>;
  /** Part of a path, rule id, title or message, in any case; everything when empty. */
  readonly text: string;
}

export const NO_FILTER: FindingsFilter = { severities: new Set(), text: '' };

export interface FindingNode {
  readonly kind: 'finding';
  readonly id: string;
  readonly uri: string;
  readonly path: string;
  readonly finding: FindingSummary;
  /** The group it stands in, which says what its own label need not repeat. */
  readonly under: 'rule' | 'file';
}

export interface GroupNode {
  readonly kind: 'severity' | 'layer' | 'rule' | 'file';
  readonly id: string;
  /** What the group is about: a severity, a rule's title, a layer's name or a path. */
  readonly label: string;
  readonly count: number;
  readonly severity: Severity;
  /** The rule of a `rule` node. */
  readonly ruleId?: string;
  /** The document of a `file` node. */
  readonly uri?: string;
  readonly layer?: number;
  readonly fixable: boolean;
  readonly children: readonly TreeNode[];
}

/** Stands for children that were left out. */
export interface MoreNode {
  readonly kind: 'more';
  readonly id: string;
  readonly count: number;
}

export type TreeNode = GroupNode | FindingNode | MoreNode;

/** Findings of every file that pass the filter, sorted by severity, path and place. */
export function selectFindings(
  files: Iterable<FindingsParams>,
  pathOf: (uri: string) => string,
  filter: FindingsFilter,
): readonly FindingNode[] {
  const nodes: FindingNode[] = [];
  const text = filter.text.trim().toLowerCase();
  for (const { uri, findings } of files) {
    const path = pathOf(uri);
    findings.forEach((finding, index) => {
      if (filter.severities.size > 0 && !filter.severities.has(finding.severity)) return;
      if (text !== '' && !searchText(path, finding).includes(text)) return;
      nodes.push({ kind: 'finding', id: `${uri}#${index}`, uri, path, finding, under: 'rule' });
    });
  }
  return nodes.sort(bySeverityThenPlace);
}

/** Severity and layer lead to rules, and rules and files to findings. */
export function groupFindings(nodes: readonly FindingNode[], grouping: Grouping): readonly GroupNode[] {
  switch (grouping) {
    case 'severity':
      return groupBy(
        nodes,
        ({ finding }) => finding.severity,
        (key, members) =>
          group('severity', `severity:${key}`, key, members, ruleGroups(members, `severity:${key}/`)),
      );
    case 'layer':
      return groupBy(
        nodes,
        ({ finding }) => String(finding.layer ?? ''),
        (key, members) => ({
          ...group(
            'layer',
            `layer:${key}`,
            layerLabel(members),
            members,
            ruleGroups(members, `layer:${key}/`),
          ),
          ...(key !== '' && { layer: Number(key) }),
        }),
      ).sort((a, b) => (a.layer ?? Number.MAX_SAFE_INTEGER) - (b.layer ?? Number.MAX_SAFE_INTEGER));
    case 'rule':
      return ruleGroups(nodes, '');
    case 'file':
      return groupBy(
        nodes,
        ({ uri }) => uri,
        (uri, members) => ({
          ...group(
            'file',
            `file:${uri}`,
            members[0]?.path ?? uri,
            members,
            limited(members, `file:${uri}`, 'file'),
          ),
          uri,
        }),
      ).sort((a, b) => a.label.localeCompare(b.label));
  }
}

/** Rules that have a fix, with how often it applies, most often first. */
export function fixableRules(
  files: Iterable<FindingsParams>,
): readonly { readonly ruleId: string; readonly title: string; readonly count: number }[] {
  const rules = new Map<string, { ruleId: string; title: string; count: number }>();
  for (const { findings } of files) {
    for (const { ruleId, title, fixable } of findings) {
      if (!fixable) continue;
      const rule = rules.get(ruleId);
      if (rule) rule.count += 1;
      else rules.set(ruleId, { ruleId, title, count: 1 });
    }
  }
  return [...rules.values()].sort((a, b) => b.count - a.count || a.ruleId.localeCompare(b.ruleId));
}

function ruleGroups(nodes: readonly FindingNode[], prefix: string): readonly GroupNode[] {
  return groupBy(
    nodes,
    ({ finding }) => finding.ruleId,
    (ruleId, members) => {
      const id = `${prefix}rule:${ruleId}`;
      const title = members[0]?.finding.title ?? ruleId;
      return { ...group('rule', id, title, members, limited(members, id, 'rule')), ruleId };
    },
  );
}

function group(
  kind: GroupNode['kind'],
  id: string,
  label: string,
  members: readonly FindingNode[],
  children: readonly TreeNode[],
): GroupNode {
  return {
    kind,
    id,
    label,
    count: members.length,
    // Members are sorted, so the first is the gravest.
    severity: members[0]?.finding.severity ?? 'LOW',
    fixable: members.some(({ finding }) => finding.fixable),
    children,
  };
}

function limited(
  members: readonly FindingNode[],
  groupId: string,
  under: FindingNode['under'],
): readonly TreeNode[] {
  const shown = members
    .slice(0, CHILDREN_MAX)
    .map((node) => ({ ...node, under, id: `${groupId}/${node.id}` }));
  const left = members.length - shown.length;
  return left === 0 ? shown : [...shown, { kind: 'more', id: `${groupId}/more`, count: left }];
}

/** Groups in the order of their first members. */
function groupBy<Group>(
  nodes: readonly FindingNode[],
  keyOf: (node: FindingNode) => string,
  build: (key: string, members: readonly FindingNode[]) => Group,
): Group[] {
  const members = new Map<string, FindingNode[]>();
  for (const node of nodes) {
    const key = keyOf(node);
    const known = members.get(key);
    if (known) known.push(node);
    else members.set(key, [node]);
  }
  return [...members].map(([key, list]) => build(key, list));
}

function layerLabel(members: readonly FindingNode[]): string {
  return members[0]?.finding.layerName ?? '';
}

function searchText(path: string, { ruleId, title, message }: FindingSummary): string {
  return `${path}\n${ruleId}\n${title}\n${message}`.toLowerCase();
}

function bySeverityThenPlace(a: FindingNode, b: FindingNode): number {
  return (
    SEVERITIES.indexOf(a.finding.severity) - SEVERITIES.indexOf(b.finding.severity) ||
    a.path.localeCompare(b.path) ||
    a.finding.range.start.line - b.finding.range.start.line ||
    a.finding.range.start.character - b.finding.range.start.character
  );
}
