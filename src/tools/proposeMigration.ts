import { z } from 'zod';
import { cappedLines } from '../core/advice/cappedText.ts';
import type { Migration } from '../core/migrations/migration.ts';
import { destroys } from '../core/policy/sql/destroys.ts';
import type { Certificate } from '../core/proof/certificate.ts';
import { certificateMarkdown, probeSentence } from '../core/proof/certificateMarkdown.ts';
import { sha256 } from '../core/proof/fingerprint/sha256.ts';
import { counted } from '../core/report/textReport.ts';
import { ShadowError } from '../engines/shadow/shadowService.ts';
import type { Proposal, ProposalLock } from '../protocol/consult.ts';
import { type GivenPlace, givenMigration, givenPlace, proveGiven } from './givenMigration.ts';
import { findingsOfMigration, projectForSql } from './guardianFindings.ts';
import { shownSql } from './shownSql.ts';
import { defineTool } from './tool.ts';
import type { ToolContext } from './toolContext.ts';
import { SQL_CHARACTERS_MAX, TEXT_CHARACTERS_MAX } from './toolLimits.ts';

const input = z.strictObject({
  title: z.string().min(1).max(120),
  up: z.string().min(1).max(SQL_CHARACTERS_MAX),
  down: z.string().max(SQL_CHARACTERS_MAX).optional().describe('Written for you when absent'),
  folder: z.string().max(1_000).optional().describe('Migrations folder that stands before'),
});

type Wanted = z.infer<typeof input>;
type NewProposal = Omit<Proposal, 'id' | 'number' | 'upPath' | 'downPath'>;

export interface ProposedMigration {
  readonly proposal: Proposal;
  readonly where: string;
  /** The SQL set for reading. */
  readonly shown: { readonly up: string; readonly down: string };
  readonly notes: readonly string[];
}

export const proposeMigration = defineTool<Wanted, ProposedMigration>({
  name: 'propose_migration',
  title: 'Propose a migration',
  description:
    'The way to hand over a migration: proves up/down/up on a shadow after the project’s own, writes the rollback when missing, adds findings and measured locks, keeps the proposal.',
  input,
  action: 'propose',
  untrustedOutput: false,
  target: () => ({ kind: 'shadow' }),
  run: async (wanted, context) => {
    const project = await projectForSql(context);
    const place = await givenPlace(context, wanted, wanted.folder);
    const written = givenMigration(place, wanted);
    const guarded = await findingsIfAny(context, project, place, written);
    const proof = await proofOf(context, place, written, wanted, guarded.findings);
    const proposal = await context.proposals.add({
      title: wanted.title,
      up: wanted.up,
      hash: sha256(wanted.up),
      findings: guarded.findings,
      destroys: (destroys(context.engines.sqlParser.parseScript, wanted.up) ?? []).map(({ what }) => what),
      ...proof,
    });
    const notes = [...place.notes, ...guarded.notes];
    return {
      ok: true,
      data: {
        proposal,
        where: place.where,
        shown: { up: shownSql(proposal.up), down: shownSql(proposal.down) },
        notes,
      },
      text: cappedLines(linesOf(proposal, place, notes), TEXT_CHARACTERS_MAX),
    };
  },
});

const DATA_LOST = 'Data does not come back:';

type Proven = Pick<
  NewProposal,
  'down' | 'verdict' | 'reasons' | 'engine' | 'upMs' | 'downMs' | 'locks' | 'dataProbe' | 'certificate'
>;

/** The certificate's part of a proposal; a shadow that cannot be had makes it unproven, not impossible. */
async function proofOf(
  context: ToolContext,
  place: GivenPlace,
  written: Migration,
  wanted: Wanted,
  findings: Proposal['findings'],
): Promise<Proven> {
  const notProven = (down: string, reason: string): Proven => ({
    down,
    verdict: 'NOT_PROVEN',
    reasons: [reason],
    locks: [],
  });
  const given = downTextOf(written);
  try {
    const first = await proveGiven(context, place, written, given === undefined);
    if (given !== undefined) return provenBy({ ...first, findings }, given);
    const { proposedDown } = first;
    if (!proposedDown) return provenBy({ ...first, findings }, '');
    // The proposed way back is proven as a given one is, so that one certificate tells of both directions.
    const whole = givenMigration(place, { ...wanted, down: proposedDown.sql });
    const second = await proveGiven(context, place, whole, false);
    const proven = provenBy({ ...second, findings }, proposedDown.sql);
    const told = [
      ...proposedDown.cannotComeBack.map((what) => `Cannot come back: ${what}.`),
      // What the proof lost of its rows is among them already.
      ...(second.verdict === 'PROVEN' ? [] : second.reasons).filter(
        (reason) => proposedDown.cannotComeBack.length === 0 || !reason.startsWith(DATA_LOST),
      ),
    ];
    return { ...proven, verdict: worse(second, proposedDown), reasons: [...new Set(told)] };
  } catch (error) {
    if (context.signal.aborted || !(error instanceof ShadowError)) throw error;
    return notProven(given ?? '', `The shadow database could not prove it: ${error.message}`);
  }
}

/** A way back that brings the schema back and not what stood in it is not the way back. */
function worse(
  { verdict }: Certificate,
  proposed: NonNullable<Certificate['proposedDown']>,
): Proposal['verdict'] {
  return verdict === 'PROVEN' && proposed.verdict !== 'PROVEN' ? proposed.verdict : verdict;
}

function provenBy(certificate: Certificate, down: string): Proven {
  const { verdict, reasons, statements, dataProbe, engine } = certificate;
  const msOf = (direction: 'up' | 'down'): number =>
    Math.round(statements.reduce((sum, one) => sum + (one.direction === direction ? (one.ms ?? 0) : 0), 0));
  return {
    down,
    verdict,
    reasons: verdict === 'PROVEN' ? [] : reasons,
    engine: `Postgres ${engine.version} (${engine.name})`,
    upMs: msOf('up'),
    downMs: msOf('down'),
    locks: statements.filter(({ direction }) => direction === 'up').flatMap(locksOf),
    dataProbe: probeSentence(dataProbe),
    certificate: certificateMarkdown(certificate, new Date().toISOString(), false),
  };
}

function locksOf({ sql, locks, rewrites }: Certificate['statements'][number]): readonly ProposalLock[] {
  return (locks ?? []).map(({ relation, mode }) => ({
    statement: sql,
    relation,
    mode,
    rewrites: rewrites.includes(relation),
  }));
}

function downTextOf({ down }: Migration): string | undefined {
  return down?.text.slice(down.span.start, down.span.end);
}

/** Rules over the schema need the shadow; without it the proposal says so already. */
async function findingsIfAny(
  context: ToolContext,
  project: Awaited<ReturnType<typeof projectForSql>>,
  place: GivenPlace,
  migration: Migration,
): ReturnType<typeof findingsOfMigration> {
  try {
    return await findingsOfMigration(context, project, place, migration);
  } catch (error) {
    if (context.signal.aborted || !(error instanceof ShadowError)) throw error;
    return { findings: [], notes: [`The rules over the schema were not run: ${error.message}`] };
  }
}

const LOCK_LINES_MAX = 20;

function linesOf(proposal: Proposal, place: GivenPlace, notes: readonly string[]): readonly string[] {
  const { number, title, verdict, reasons, findings, locks, down, dataProbe } = proposal;
  const strong = locks.filter(({ mode, rewrites }) => rewrites || mode === 'ACCESS EXCLUSIVE');
  return [
    `Proposal ${number}, "${title}": ${verdict} ${place.where}${proposal.engine === undefined ? '' : `, ${proposal.engine}`}.`,
    ...reasons,
    ...(dataProbe === undefined ? [] : [dataProbe]),
    ...proposal.destroys.map((what) => `destroys: it ${what}`),
    `${counted(findings.length, 'finding')} of the guardian`,
    ...findings.map(
      ({ line, severity, ruleId, message }) => `  line ${line}: ${severity} ${ruleId}: ${message}`,
    ),
    `${counted(locks.length, 'lock')} measured`,
    ...[...new Set(strong.map(lockLine))].slice(0, LOCK_LINES_MAX),
    'rollback:',
    down.trim() === '' ? '-- none' : shownSql(down).trim(),
    ...notes.map((note) => `note: ${note}`),
  ];
}

function lockLine({ mode, relation, rewrites }: ProposalLock): string {
  return `  ${mode} on ${relation}${rewrites ? ', written anew' : ''}`;
}
