import {
  type Hover,
  type InlayHint,
  InlayHintKind,
  type Position,
  type Range,
} from 'vscode-languageserver/node';
import type { Certificate, ProvenStatement } from '../../core/proof/certificate.ts';
import { blockLabel, engineLabel, msLabel } from '../../core/proof/certificateWords.ts';
import type { Span } from '../../core/text/span.ts';
import type { CheckedDocument } from '../documents.ts';
import type { PositionCodec } from '../positions.ts';
import { lockLabel, shortName } from './proofWords.ts';
import { findStatements } from './statementPlaces.ts';

/** A statement of a document with what was measured of it. */
export interface MeasuredStatement {
  readonly span: Span;
  readonly proven: ProvenStatement;
  readonly certificate: Certificate;
}

/** The statements of a document that still read as they were proven. */
export function measuredStatements(
  checked: CheckedDocument,
  certificate: Certificate,
): readonly MeasuredStatement[] {
  const { input, sql } = checked.document;
  if (!sql) return [];
  const ofFile = certificate.statements
    .filter(({ direction }) => pathOf(certificate, direction) === input.path)
    .sort((a, b) => a.span.start - b.span.start);
  const present = sql.statements.map(({ span, statement }) => ({ span, text: statement.text }));
  const places = findStatements(
    ofFile.map((statement) => statement.sql),
    present,
  );
  return ofFile.flatMap((proven, index) => {
    const span = places[index];
    return span ? [{ span, proven, certificate }] : [];
  });
}

/** What each statement locks, as text at its end. */
export function lockHints(
  checked: CheckedDocument,
  measured: readonly MeasuredStatement[],
  range: Range,
  codec: PositionCodec,
): InlayHint[] {
  const { input, lines } = checked.document;
  const first = codec.offset(input.text, lines, range.start);
  const last = codec.offset(input.text, lines, range.end);
  return measured
    .filter(({ span }) => first <= span.end && span.end <= last)
    .flatMap(({ span, proven, certificate }): InlayHint[] => {
      const label = lockLabel(proven);
      if (label === undefined) return [];
      return [
        {
          position: codec.position(input.text, lines, span.end),
          label,
          kind: InlayHintKind.Type,
          paddingLeft: true,
          tooltip: { kind: 'markdown', value: lockMarkdown(proven, certificate) },
        },
      ];
    });
}

/** What was measured of the statement at a position. */
export function lockHover(
  checked: CheckedDocument,
  measured: readonly MeasuredStatement[],
  position: Position,
  codec: PositionCodec,
): Hover | undefined {
  const { input, lines } = checked.document;
  const offset = codec.offset(input.text, lines, position);
  const found = measured.find(({ span }) => span.start <= offset && offset <= span.end);
  if (!found) return undefined;
  return {
    contents: { kind: 'markdown', value: lockMarkdown(found.proven, found.certificate) },
    range: codec.range(input.text, lines, found.span),
  };
}

function lockMarkdown(proven: ProvenStatement, certificate: Certificate): string {
  const time = proven.ms === null ? 'time not measured' : `${msLabel(proven.ms)} on an almost empty database`;
  const lines = [`**Measured on ${engineLabel(certificate)}**: ${time}`, ...lockLines(proven)];
  if (proven.rewrites.length > 0) lines.push(`Writes anew: ${proven.rewrites.map(code).join(', ')}`);
  if (proven.scans.length > 0) lines.push(`Reads from end to end: ${proven.scans.map(code).join(', ')}`);
  if (proven.note !== undefined && proven.locks !== null) lines.push(proven.note);
  return lines.join('\n\n');
}

function lockLines({ locks, note }: ProvenStatement): readonly string[] {
  if (locks === null) return [`Locks: not measured${note === undefined ? '' : ` (${note})`}`];
  if (locks.length === 0) return ['Locks nothing that was there before'];
  return [
    locks.map((lock) => `- \`${lock.mode}\` on ${code(lock.relation)}: ${blockLabel(lock)}`).join('\n'),
  ];
}

function code(relation: string): string {
  return `\`${shortName(relation)}\``;
}

function pathOf({ path, downPath }: Certificate, direction: 'up' | 'down'): string {
  return direction === 'up' ? path : (downPath ?? path);
}
