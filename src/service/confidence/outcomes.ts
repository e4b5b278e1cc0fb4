import type { OutcomeMethod } from '../../protocol/confidence.ts';
import type { Approval, Proposal, ProposalOutcome, ProposalVerdict } from '../../protocol/consult.ts';

/** What somebody did or a check showed, as an outcome of a score. */
export interface FoundOutcome {
  readonly method: OutcomeMethod;
  /** 1 turned out well, 0 did not. */
  readonly actual: number;
  readonly note: string;
  /** Below 1 where one look stands for several scores, above where it stands for answers that nobody judged; 1 when absent. */
  readonly weight?: number;
}

/** What is in the project from then on, so that its tests speak of it; an edited text is the user's own. */
export const IN_PROJECT: ReadonlySet<ProposalOutcome> = new Set(['saved', 'applied', 'merged']);

/** What became of a proposal; a file that was saved says nothing of whether it is right. */
const OUTCOMES: Readonly<Record<ProposalOutcome, Omit<FoundOutcome, 'note'> | undefined>> = {
  saved: undefined,
  applied: { method: 'user_accept', actual: 1 },
  merged: { method: 'user_accept', actual: 1 },
  // It was near enough to be used and wrong enough to be changed: as it stood it was not right.
  edited: { method: 'user_revert', actual: 0 },
  rolled_back: { method: 'user_revert', actual: 0 },
  rejected: { method: 'user_revert', actual: 0 },
};

export function outcomeOfProposal(outcome: ProposalOutcome, note?: string): FoundOutcome | undefined {
  const found = OUTCOMES[outcome];
  return found && { ...found, note: noted(`The proposal was ${outcome.replace('_', ' ')}.`, note) };
}

/** An approval is a yes before the fact, so only a no counts: what was approved shows itself once it ran. */
export function outcomeOfDecision(state: Approval['state'], note?: string): FoundOutcome | undefined {
  if (state === 'rejected') {
    return { method: 'user_revert', actual: 0, note: noted('Its approval was refused.', note) };
  }
  if (state === 'edited') {
    return { method: 'user_revert', actual: 0, note: noted('Its text was changed before approval.', note) };
  }
  return undefined;
}

const VERDICTS: Readonly<Record<ProposalVerdict, number | undefined>> = {
  PROVEN: 1,
  NOT_IDENTICAL: 0,
  FAILED: 0,
  // No fault of the text, or nothing was seen.
  IRREVERSIBLE: undefined,
  UNPROVABLE: undefined,
  NOT_PROVEN: undefined,
};

/** What the proofs of a turn's proposals say of the answer that stands on them: one that fails is enough. */
export function outcomeOfProofs(
  proposals: readonly Pick<Proposal, 'number' | 'verdict'>[],
): FoundOutcome | undefined {
  const judged = proposals.flatMap(({ number, verdict }) => {
    const actual = VERDICTS[verdict];
    return actual === undefined ? [] : [{ number, verdict, actual }];
  });
  if (judged.length === 0) return undefined;
  const told = judged.map(({ number, verdict }) => `proposal ${number}: ${verdict}`).join(', ');
  return {
    method: 'automated_test',
    actual: judged.every(({ actual }) => actual === 1) ? 1 : 0,
    note: `Proofs on the shadow database: ${told}.`,
  };
}

/** What the guardian says of an answer's own SQL: problems that would break or endanger make it no good answer. */
export function outcomeOfFindings(
  findings: readonly { readonly ruleId: string; readonly severity: string }[],
): FoundOutcome {
  const grave = findings.filter(({ severity }) => /^(?:critical|high)$/iu.test(severity));
  const told = [...new Set(grave.map(({ ruleId }) => ruleId))].join(', ');
  return {
    method: 'lint',
    actual: grave.length === 0 ? 1 : 0,
    note:
      grave.length === 0
        ? 'The guardian has nothing grave to say of its SQL.'
        : `The guardian found: ${told}.`,
  };
}

const NOTE_MAX = 1_000;

function noted(what: string, note: string | undefined): string {
  return (note === undefined || note.trim() === '' ? what : `${what} ${note.trim()}`).slice(0, NOTE_MAX);
}
