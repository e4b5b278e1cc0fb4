import type { Finding } from '../core/rules/finding.ts';
import type { WireRange } from '../protocol/lsp.ts';
import type { CheckedDocument } from './documents.ts';
import type { PositionCodec } from './positions.ts';

/** The finding that a client names by rule and range; undefined when the document has moved on. */
export function findingAt(
  checked: CheckedDocument,
  { ruleId, range }: { readonly ruleId: string; readonly range: WireRange },
  codec: PositionCodec,
): Finding | undefined {
  const start = codec.offset(checked.document.input.text, checked.document.lines, range.start);
  return checked.findings.find((finding) => finding.ruleId === ruleId && finding.span.start === start);
}
