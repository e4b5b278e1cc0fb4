import { counted } from '../report/textReport.ts';
import type { Certificate, MeasuredLock, ProposedDown, ProvenStatement, Verdict } from './certificate.ts';

const HEADLINES: Readonly<Record<Verdict, string>> = {
  PROVEN: 'down brings everything back, and up runs again',
  NOT_IDENTICAL: 'down leaves another schema',
  IRREVERSIBLE: 'data does not come back',
  UNPROVABLE: 'the way back could not be tried',
  FAILED: 'a statement fails',
};

const STATEMENT_LENGTH_MAX = 64;

/** A certificate as a terminal shows it: the verdict first, then why, then what each statement locks. */
export function certificateText(certificate: Certificate): string {
  const { name, verdict, reasons, engine, notes, statements, proposedDown, ms } = certificate;
  const lines = [
    `${verdict} ${name}: ${HEADLINES[verdict]}`,
    ...reasons.map((reason) => `  - ${reason}`),
    ...dataLines(certificate),
    ...statementLines('up', statements),
    ...statementLines('down', statements),
    ...(proposedDown ? proposalLines(proposedDown) : []),
    ...notes.map((note) => `  note: ${oneLine(note)}`),
    `  ${engine.name} ${engine.version}, ${Math.round(ms)} ms`,
  ];
  return `${lines.join('\n')}\n`;
}

/** One line for a whole folder: `12 migrations: 10 PROVEN, 2 IRREVERSIBLE.` */
export function summaryOfProofs(certificates: readonly Certificate[]): string {
  const counts = Object.entries(verdictCounts(certificates)).filter(([, count]) => count > 0);
  const parts = counts.map(([verdict, count]) => `${count} ${verdict}`).join(', ');
  return `${counted(certificates.length, 'migration')}${parts === '' ? '' : `: ${parts}`}.`;
}

export function verdictCounts(certificates: readonly Certificate[]): Readonly<Record<Verdict, number>> {
  const counts = { PROVEN: 0, NOT_IDENTICAL: 0, IRREVERSIBLE: 0, UNPROVABLE: 0, FAILED: 0 };
  for (const { verdict } of certificates) counts[verdict]++;
  return counts;
}

function dataLines({ dataProbe }: Certificate): readonly string[] {
  const tables = Object.entries(dataProbe.rows).map(([table, count]) => `${table} (${count})`);
  const state =
    dataProbe.survived === null ? 'not judged' : dataProbe.survived ? 'all came back' : 'not all came back';
  return [
    ...(tables.length === 0 ? [] : [`  rows: ${tables.join(', ')}: ${state}`]),
    ...dataProbe.notes.map((note) => `  rows: ${oneLine(note)}`),
  ];
}

function statementLines(
  direction: ProvenStatement['direction'],
  statements: readonly ProvenStatement[],
): readonly string[] {
  const own = statements.filter((statement) => statement.direction === direction);
  return own.flatMap((statement) => [
    `  ${direction.padEnd(4)} ${beginning(statement.sql)}`,
    ...effectsOf(statement).map((effect) => `         ${effect}`),
  ]);
}

function effectsOf({ locks, rewrites, scans, note }: ProvenStatement): readonly string[] {
  return [
    ...(locks ?? []).map(lockLine),
    ...(rewrites.length > 0 ? [`writes anew: ${rewrites.join(', ')}`] : []),
    ...(scans.length > 0 ? [`reads from end to end: ${scans.join(', ')}`] : []),
    ...(note === undefined ? [] : [oneLine(note)]),
  ];
}

function lockLine({ relation, mode, blocksReads, blocksWrites }: MeasuredLock): string {
  const blocked = [...(blocksReads ? ['reads'] : []), ...(blocksWrites ? ['writes'] : [])];
  return `${mode} on ${relation}${blocked.length === 0 ? '' : `: blocks ${blocked.join(' and ')}`}`;
}

function proposalLines({ sql, verdict, cannotComeBack, leftBehind, lost }: ProposedDown): readonly string[] {
  return [
    `  proposed down migration, ${verdict}:`,
    ...sql
      .trimEnd()
      .split('\n')
      .map((line) => `    ${line}`.trimEnd()),
    ...cannotComeBack.map((what) => `    cannot come back: ${what}`),
    ...leftBehind.map((what) => `    left behind: ${what}`),
    ...lost.map((what) => `    lost: ${what}`),
  ];
}

function beginning(sql: string): string {
  const characters = [...oneLine(sql)];
  return characters.length <= STATEMENT_LENGTH_MAX
    ? characters.join('')
    : `${characters.slice(0, STATEMENT_LENGTH_MAX - 1).join('')}…`;
}

function oneLine(text: string): string {
  return text.replace(/\s+/gu, ' ').trim();
}
