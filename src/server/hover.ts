import type { Hover, Position } from 'vscode-languageserver/node';
import type { RuleSet } from '../core/rules/ruleSet.ts';
import type { CheckedDocument } from './documents.ts';
import type { TrackRecord } from './journal.ts';
import type { PositionCodec } from './positions.ts';

export interface HoverOptions {
  readonly codec: PositionCodec;
  readonly documentationLink: (ruleId: string) => string;
  readonly recordOf: (ruleId: string) => TrackRecord;
}

/** The reasons of the rules that report something at a position; the messages themselves are in the diagnostics. */
export function hoverAt(
  checked: CheckedDocument,
  position: Position,
  options: HoverOptions,
): Hover | undefined {
  const { document, project } = checked;
  const offset = options.codec.offset(document.input.text, document.lines, position);
  const findings = checked.findings.filter(({ span }) => span.start <= offset && offset <= span.end);
  const first = findings[0];
  if (!first) return undefined;
  const ruleIds = [...new Set(findings.map(({ ruleId }) => ruleId))];
  return {
    contents: {
      kind: 'markdown',
      value: ruleIds
        .map((ruleId) => sectionOf(ruleId, project.analyzer.ruleSet, options))
        .join('\n\n---\n\n'),
    },
    range: options.codec.range(document.input.text, document.lines, first.span),
  };
}

/** Two answers for one place as one; the place is that of the second, where there is one. */
export function joinedHover(first: Hover | undefined, second: Hover | undefined): Hover | undefined {
  if (!first || !second) return first ?? second;
  const value = [first, second].map(markdownOf).join('\n\n---\n\n');
  return { contents: { kind: 'markdown', value }, ...(second.range && { range: second.range }) };
}

function markdownOf({ contents }: Hover): string {
  return typeof contents === 'object' && 'kind' in contents ? contents.value : '';
}

function sectionOf(ruleId: string, ruleSet: RuleSet, { documentationLink, recordOf }: HoverOptions): string {
  const rule = ruleSet.rule(ruleId);
  if (!rule) return `**${ruleId}**`;
  const facts = [ruleSet.severityOf(rule), rule.problemType, rule.kind].join(' · ');
  return [
    `**${rule.title}**  \n${facts}`,
    rule.why,
    `**Do:** ${rule.actionRequired}`,
    recordText(recordOf(ruleId)),
    `[How to fix \`${ruleId}\`](${documentationLink(ruleId)})`,
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** How this rule's fixes have fared here, in words; nothing before the first one. */
function recordText({ applied, kept, undone }: TrackRecord): string {
  if (applied === 0) return '';
  const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
  const parts = [`Fixed ${times(applied)} with a quick fix on this machine`];
  if (kept > 0) parts.push(`kept ${times(kept)}`);
  if (undone > 0) parts.push(`undone ${times(undone)}`);
  return `${parts.join(', ')}.`;
}
