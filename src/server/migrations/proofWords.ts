import type { Certificate, ProvenStatement, Verdict } from '../../core/proof/certificate.ts';
import { blockLabel, engineLabel, secondsLabel } from '../../core/proof/certificateWords.ts';
import { LOCK_MODES, type LockMode } from '../../core/sql/lockModes.ts';
import type { MigrationState } from '../../protocol/lsp.ts';

/** One line above a migration has no room for more than this. */
const REASON_LENGTH_MAX = 120;

export const STATE_OF_VERDICT: Readonly<Record<Verdict, MigrationState>> = {
  PROVEN: 'proven',
  NOT_IDENTICAL: 'notIdentical',
  IRREVERSIBLE: 'irreversible',
  UNPROVABLE: 'unprovable',
  FAILED: 'failed',
};

/** What a certificate says, in one line. */
export function verdictLine(certificate: Certificate): string {
  const { verdict, leftBehind, lost, dataProbe, reasons } = certificate;
  switch (verdict) {
    case 'PROVEN':
      return `Proven on ${engineLabel(certificate)} · ${secondsLabel(certificate.ms)}`;
    case 'NOT_IDENTICAL':
      return leftBehind.length > 0
        ? `Not identical: left behind ${andMore(leftBehind)}`
        : lost.length > 0
          ? `Not identical: lost ${andMore(lost)}`
          : withReason('Not identical', reasons);
    case 'IRREVERSIBLE':
      return dataProbe.losses.length > 0
        ? `Irreversible: ${andMore(dataProbe.losses)}`
        : withReason('Irreversible', reasons);
    case 'UNPROVABLE':
      return withReason('Not provable', reasons);
    case 'FAILED':
      return withReason('Failed', reasons);
  }
}

/**
 * Locks, rewrites and scans of a statement as text beside it; undefined when it holds up nobody.
 * A lock that readers and ordinary writers do not feel is left to the hover.
 */
export function lockLabel(statement: ProvenStatement): string | undefined {
  if (statement.locks === null) return 'locks not measured';
  const felt = statement.locks.filter(({ mode }) => LOCK_MODES.indexOf(mode) >= FELT_FROM);
  const [strongest, ...others] = felt;
  const parts = [
    ...(strongest ? [`${strongest.mode} on ${shortName(strongest.relation)}: ${blockLabel(strongest)}`] : []),
    ...(others.length > 0 ? [others.length === 1 ? '1 more lock' : `${others.length} more locks`] : []),
    ...(statement.rewrites.length > 0
      ? [`rewrites ${namesLabel(statement.rewrites, strongest?.relation)}`]
      : []),
    ...(statement.scans.length > 0
      ? [`reads all of ${namesLabel(statement.scans, strongest?.relation)}`]
      : []),
  ];
  return parts.length === 0 ? undefined : parts.join(' · ');
}

const FELT_FROM = LOCK_MODES.indexOf('SHARE UPDATE EXCLUSIVE' satisfies LockMode);

/** `orders` for `public.orders`: a schema is named where it is not the usual one. */
export function shortName(relation: string): string {
  return relation.startsWith('public.') ? relation.slice('public.'.length) : relation;
}

/** Names, or `it` where the table stands right before. */
function namesLabel(relations: readonly string[], named: string | undefined): string {
  const [first] = relations;
  if (relations.length === 1 && first === named) return 'it';
  return andMore(relations.map(shortName));
}

function andMore(parts: readonly string[]): string {
  const [first = '', ...rest] = parts;
  return rest.length === 0 ? shortened(first) : `${shortened(first)} and ${rest.length} more`;
}

function withReason(word: string, reasons: readonly string[]): string {
  const [first] = reasons;
  if (first === undefined) return word;
  return `${word}: ${shortened(first).replace(/^[A-Z](?=[a-z]* )/u, (letter) => letter.toLowerCase())}`;
}

function shortened(text: string): string {
  const line = text.replaceAll(/\s+/gu, ' ').trim().replace(/\.$/u, '');
  return line.length <= REASON_LENGTH_MAX ? line : `${line.slice(0, REASON_LENGTH_MAX - 1)}…`;
}
