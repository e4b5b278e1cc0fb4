import type { Verdict } from './certificate.ts';
import { compareFingerprints, SAME_SCHEMA, type SchemaDifference } from './compare/compareFingerprints.ts';
import type { Fingerprint } from './fingerprint/fingerprint.ts';
import type { ProofStep, Rehearsal, StepFailure } from './rehearsal.ts';
import { settleSequences } from './sequences.ts';

export interface Judgement {
  readonly verdict: Verdict;
  /** The deciding one first. */
  readonly reasons: readonly string[];
  readonly leftBehind: readonly string[];
  readonly lost: readonly string[];
  readonly losses: readonly string[];
  readonly notes: readonly string[];
  readonly afterDown: Fingerprint | undefined;
  readonly afterSecondUp: Fingerprint | undefined;
}

/** What a whole pass of up, down and up again proves. */
export function judge(rehearsal: Rehearsal, setsSequences: boolean, place: PlaceOf): Judgement {
  const { before, afterUp, failure, fate } = rehearsal;
  const down = settled(before, rehearsal.afterDown, setsSequences);
  const again = settled(afterUp, rehearsal.afterSecondUp, setsSequences);
  const difference = before && down ? compareFingerprints(before, down.fingerprint) : SAME_SCHEMA;
  const secondDifference = afterUp && again ? compareFingerprints(afterUp, again.fingerprint) : SAME_SCHEMA;
  const losses = [...fate.values()].flatMap((comparison) => comparison.losses);
  const leftBehind = difference.leftBehind;
  const lost = [...difference.lost, ...difference.changed];
  const failed = failure === undefined ? [] : [failureReason(failure, place)];
  const [failedFirst, failedAgain] = failure?.step === 'second up' ? [[], failed] : [failed, []];
  const schema = [
    ...leftBehind.map((what) => `Down leaves behind: ${what}.`),
    ...difference.lost.map((what) => `Down does not bring back: ${what}.`),
    ...difference.changed.map((what) => `Down leaves a difference: ${what}.`),
  ];
  const data = losses.map((loss) => `Data does not come back: ${loss}.`);
  const repeated = sentencesOf(secondDifference).map((what) => `Up run again gives another schema: ${what}.`);
  const reasons = [...failedFirst, ...data, ...schema, ...failedAgain, ...repeated];
  return {
    verdict: verdictOf([failedFirst, data, schema, failedAgain, repeated]),
    reasons,
    leftBehind,
    lost,
    losses,
    notes: [
      ...(down?.moved ?? []).map(
        (name) => `Sequence ${name} moved on; the numbers it gave out do not come back.`,
      ),
      ...[...fate.values()].flatMap((comparison) => comparison.notes),
      ...[...fate].flatMap(([table, { addedCount }]) =>
        addedCount > 0
          ? [
              `${counted(addedCount, 'row')} that up adds to ${table} ${addedCount === 1 ? 'stays' : 'stay'} after down.`,
            ]
          : [],
      ),
    ],
    afterDown: down?.fingerprint,
    afterSecondUp: again?.fingerprint,
  };
}

/** What each kind of reason makes of a proof, the heaviest first. */
const VERDICTS: readonly Verdict[] = ['FAILED', 'IRREVERSIBLE', 'NOT_IDENTICAL', 'FAILED', 'NOT_IDENTICAL'];

function verdictOf(reasons: readonly (readonly string[])[]): Verdict {
  return VERDICTS.find((_, index) => (reasons[index]?.length ?? 0) > 0) ?? 'PROVEN';
}

function settled(
  earlier: Fingerprint | undefined,
  later: Fingerprint | undefined,
  setsSequences: boolean,
): ReturnType<typeof settleSequences> | undefined {
  return earlier && later ? settleSequences(earlier, later, setsSequences) : undefined;
}

function sentencesOf({ leftBehind, lost, changed }: SchemaDifference): readonly string[] {
  return [
    ...leftBehind.map((what) => `${what} is new`),
    ...lost.map((what) => `${what} is missing`),
    ...changed,
  ];
}

/** Where a failing statement stands, as `up.sql:12`. */
export type PlaceOf = (failure: StepFailure) => string;

const STEP_WORDS: Readonly<Record<ProofStep, string>> = {
  up: 'Up fails',
  down: 'Down fails',
  'second up': 'Up fails when it runs again after down',
};

const STATEMENT_LENGTH_MAX = 120;

/** @param needsRows it passes on empty tables */
export function failureReason(step: StepFailure, place: PlaceOf, needsRows = false): string {
  const { failure } = step;
  const where = needsRows ? ' where a table has rows,' : '';
  return `${STEP_WORDS[step.step]}${where} at ${place(step)}, ${quoted(failure.statement.statement.text)}: ${failure.message}.`;
}

function quoted(sql: string): string {
  const line = sql.replace(/\s+/gu, ' ').replace(/;$/u, '');
  const characters = [...line];
  return characters.length > STATEMENT_LENGTH_MAX
    ? `"${characters.slice(0, STATEMENT_LENGTH_MAX).join('')}…"`
    : `"${line}"`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
