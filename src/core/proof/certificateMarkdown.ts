import { markdownFence } from '../text/markdownFence.ts';
import { markdownText } from '../text/markdownText.ts';
import type { Certificate, ProposedDown, ProvenStatement, Verdict } from './certificate.ts';
import { blockLabel, engineLabel, msLabel, secondsLabel } from './certificateWords.ts';

/** A statement is recognised by its beginning; the whole stands in the migration. */
const STATEMENT_LENGTH_MAX = 70;

const VERDICT_TITLES: Readonly<Record<Verdict, string>> = {
  PROVEN: 'Proven',
  NOT_IDENTICAL: 'Not identical',
  IRREVERSIBLE: 'Irreversible',
  UNPROVABLE: 'Not provable',
  FAILED: 'Failed',
};

const VERDICT_MEANINGS: Readonly<Record<Verdict, string>> = {
  PROVEN: 'Down brings the schema back exactly, no probe row is lost, and up runs a second time.',
  NOT_IDENTICAL: 'Down runs, and leaves a schema that differs from the one before.',
  IRREVERSIBLE: 'Down runs, and data does not come back.',
  UNPROVABLE: 'The way back cannot be proven.',
  FAILED: 'A statement fails.',
};

/** Numbered findings and notes beyond this make a pull request's description unreadable. */
const LINES_MAX = 30;

/** A certificate for people: in a preview, or pasted into a pull request. */
export function certificateMarkdown(certificate: Certificate, provenAt: string, stale: boolean): string {
  const { verdict, name, reasons, dataProbe, notes, proposedDown, engine } = certificate;
  return [
    `# ${VERDICT_TITLES[verdict]}: ${markdownText(name)}`,
    ...(stale ? ['> A script has changed since. This is the proof of what stood there before.'] : []),
    VERDICT_MEANINGS[verdict],
    ...bullets(verdict === 'PROVEN' ? [] : reasons),
    ...section('Data', dataLines(dataProbe)),
    ...statementSection('Up', certificate.statements, 'up'),
    ...statementSection('Down', certificate.statements, 'down'),
    ...(proposedDown ? proposalSection(proposedDown) : []),
    ...section('To know', bullets([...engine.notes, ...notes])),
    ...section('How it was proven', [facts(certificate, provenAt)]),
  ]
    .join('\n\n')
    .concat('\n');
}

function section(title: string, body: readonly string[]): readonly string[] {
  return body.length === 0 ? [] : [`## ${title}`, ...body];
}

function bullets(lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, LINES_MAX).map((line) => `- ${markdownText(line)}`);
  if (lines.length > LINES_MAX) shown.push(`- … and ${lines.length - LINES_MAX} more`);
  return [shown.join('\n')];
}

/** What is lost stands among the reasons already. */
function dataLines(probe: Certificate['dataProbe']): readonly string[] {
  return [probeSentence(probe), ...bullets(probe.notes)];
}

/** What became of the rows that stood in the touched tables, in one sentence of Markdown. */
export function probeSentence({
  rows,
  survived,
}: Pick<Certificate['dataProbe'], 'rows' | 'survived'>): string {
  const tables = Object.entries(rows).filter(([, count]) => count > 0);
  const total = tables.reduce((sum, [, count]) => sum + count, 0);
  const outcome =
    survived === null ? 'not compared' : survived ? 'all came back unchanged' : 'not all came back unchanged';
  const counted = total === 1 ? '1 probe row' : `${total} probe rows`;
  const probed = tables.map(([table, count]) =>
    tables.length > 1 ? `${code(table)} (${count})` : code(table),
  );
  return tables.length > 0
    ? `${counted} in ${probed.join(', ')}: ${outcome}.`
    : 'No probe rows: the migration touches no table that was there before.';
}

function statementSection(
  title: string,
  all: readonly ProvenStatement[],
  direction: ProvenStatement['direction'],
): readonly string[] {
  const statements = all.filter((statement) => statement.direction === direction);
  if (statements.length === 0) return [];
  const rows = statements.map((statement) => `| ${cellsOf(statement).map(cell).join(' | ')} |`);
  return [`## ${title}`, ['| Statement | Locks | Work | Time |', '|---|---|---|---:|', ...rows].join('\n')];
}

function cellsOf(statement: ProvenStatement): readonly string[] {
  const { locks, rewrites, scans, ms, note } = statement;
  const lockCell =
    locks === null
      ? 'not measured'
      : locks.length === 0
        ? 'nothing that was there before'
        : locks.map((lock) => `${lock.mode} on ${code(lock.relation)}: ${blockLabel(lock)}`).join('<br>');
  const work = [
    ...rewrites.map((name) => `writes ${code(name)} anew`),
    ...scans.map((name) => `reads all of ${code(name)}`),
    ...(note === undefined ? [] : [markdownText(note)]),
  ];
  return [
    code(beginning(statement.sql)),
    lockCell,
    work.join('<br>'),
    ms === null ? 'not measured' : msLabel(ms),
  ];
}

function proposalSection({
  sql,
  verdict,
  cannotComeBack,
  leftBehind,
  lost,
}: ProposedDown): readonly string[] {
  return [
    '## Proposed down migration',
    `${VERDICT_TITLES[verdict]}. ${VERDICT_MEANINGS[verdict]}`,
    ...bullets([
      ...cannotComeBack.map((line) => `cannot come back: ${line}`),
      ...leftBehind.map((line) => `left behind: ${line}`),
      ...lost.map((line) => `not brought back: ${line}`),
    ]),
    fenced(sql),
  ];
}

function facts(certificate: Certificate, provenAt: string): string {
  const { engine, fingerprints, findings, ms, path, downPath } = certificate;
  const where =
    engine.name === 'PGlite' ? 'the embedded engine' : 'a temporary cluster of a local installation';
  const short = (hash: string | null): string => (hash === null ? 'not reached' : code(hash.slice(0, 12)));
  return [
    `- ${engineLabel(certificate)}, ${where}; ${secondsLabel(ms)}; ${provenAt.slice(0, 16).replace('T', ' ')} UTC`,
    `- Up ${code(path)}${downPath === undefined ? '' : `, down ${code(downPath)}`}`,
    `- Schema before ${short(fingerprints.before)}, after up ${short(fingerprints.afterUp)}, after down ${short(fingerprints.afterDown)}, after the second up ${short(fingerprints.afterSecondUp)}`,
    `- Guardian findings in the up script: ${findings.length}`,
    '- Times are those of an almost empty database; locks are the ones Postgres held.',
  ].join('\n');
}

function beginning(sql: string): string {
  const line = sql.replaceAll(/\s+/gu, ' ').trim();
  return line.length <= STATEMENT_LENGTH_MAX ? line : `${line.slice(0, STATEMENT_LENGTH_MAX - 1)}…`;
}

function code(words: string): string {
  const line = words.replaceAll(/\s+/gu, ' ');
  const ticks = longestRun(line) + 1;
  const fence = '`'.repeat(ticks);
  return ticks === 1 ? `\`${line}\`` : `${fence} ${line} ${fence}`;
}

function longestRun(words: string): number {
  return Math.max(0, ...[...words.matchAll(/`+/gu)].map(([run]) => run.length));
}

/** A bar ends a cell of a table, also inside code. */
function cell(words: string): string {
  return words.replaceAll(/(?<!\\)\|/gu, '\\|');
}

function fenced(sql: string): string {
  const fence = markdownFence(sql);
  return `${fence}sql\n${sql.trimEnd()}\n${fence}`;
}
