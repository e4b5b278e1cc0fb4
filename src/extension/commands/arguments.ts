import type { SuppressWithReasonArgument, WireRange } from '../../protocol/lsp.ts';
import type { FindingNode } from '../findings/findingsModel.ts';

/** One finding as a command names it. */
export interface FindingReference {
  readonly uri: string;
  readonly ruleId: string;
  readonly range: WireRange;
}

/** A finding from a tree node or a link's argument; undefined when the argument is neither. */
export function findingReference(value: unknown): FindingReference | undefined {
  const node = findingNode(value);
  if (node) return { uri: node.uri, ruleId: node.finding.ruleId, range: node.finding.range };
  if (!isRecord(value)) return undefined;
  const { uri, ruleId, range } = value;
  if (typeof uri !== 'string' || typeof ruleId !== 'string' || !isRange(range)) return undefined;
  return { uri, ruleId, range };
}

export function findingNode(value: unknown): FindingNode | undefined {
  if (!isRecord(value) || value.kind !== 'finding' || !isRecord(value.finding)) return undefined;
  // SAFETY: only the findings tree hands out objects of this kind, and it builds them as FindingNode.
  return value as unknown as FindingNode;
}

/** A rule from its id, a node of either tree, or a finding; undefined when the argument names none. */
export function ruleIdOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value === '' ? undefined : value;
  if (!isRecord(value)) return undefined;
  if (typeof value.ruleId === 'string') return value.ruleId;
  if (isRecord(value.finding)) return ruleIdOf(value.finding.ruleId);
  return isRecord(value.rule) ? ruleIdOf(value.rule.id) : undefined;
}

export function suppressionArgument(
  value: unknown,
): (Omit<SuppressWithReasonArgument, 'version'> & { readonly version?: number }) | undefined {
  const reference = findingReference(value);
  if (!reference || !isRecord(value)) return undefined;
  return {
    ...reference,
    scope: value.scope === 'file' ? 'file' : 'line',
    ...(typeof value.version === 'number' && { version: value.version }),
  };
}

function isRange(value: unknown): value is WireRange {
  return isRecord(value) && isPosition(value.start) && isPosition(value.end);
}

function isPosition(value: unknown): boolean {
  return isRecord(value) && typeof value.line === 'number' && typeof value.character === 'number';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
