import type { Consultation, Proposal } from '../../src/protocol/consult.ts';

/** What an accepted proposal took the place of, so that the change can be learned. */
export interface ProposalLesson {
  readonly path: string;
  readonly before: string;
}

const ACCEPTED: readonly unknown[] = ['saved', 'applied', 'merged'];

/** Texts that share fewer of their words are two things, not one mended. */
const SHARED_MIN = 0.4;

/**
 * The lesson of a proposal: the SQL that was attached to a question and that it mends, else the proposal that the user
 * edited to make it. Undefined until it is accepted, and where nothing stood before.
 */
export function lessonOf(consultation: Consultation, proposal: Proposal): ProposalLesson | undefined {
  if (!isAccepted(consultation, proposal)) return undefined;
  const { up, upPath: path } = proposal;
  const attached = consultation.events
    .flatMap(({ event }) => (event.kind === 'question' ? attachmentsIn(event.text) : []))
    .filter(({ title, text }) => /\.(?:sql|psql|pgsql)\b/iu.test(title) && text.trim() !== up.trim())
    .map(({ text }) => ({ text, shared: sharedWords(text, up) }))
    .filter(({ shared }) => shared >= SHARED_MIN)
    .sort((a, b) => b.shared - a.shared);
  const before = attached[0]?.text ?? editedInto(consultation, proposal)?.up;
  return before === undefined ? undefined : { path, before };
}

function isAccepted({ approvals }: Consultation, { id, outcome }: Proposal): boolean {
  if (outcome !== undefined) return ACCEPTED.includes(outcome);
  return approvals.some(({ proposalId, state }) => proposalId === id && state === 'used');
}

/** The proposal whose text the user changed to this one: proven anew, under the same title, as the next of its kind. */
function editedInto({ proposalCards, approvals }: Consultation, proposal: Proposal): Proposal | undefined {
  const earlier = proposalCards
    .filter(({ title, number }) => title === proposal.title && number < proposal.number)
    .toSorted((a, b) => b.number - a.number)[0];
  const wasEdited = approvals.some(
    ({ proposalId, state }) => proposalId === earlier?.id && state === 'edited',
  );
  return earlier && (wasEdited || earlier.outcome === 'edited') ? earlier : undefined;
}

/** What stands in fences below a line that names it, as questions carry what is attached to them. */
export function attachmentsIn(
  question: string,
): readonly { readonly title: string; readonly text: string }[] {
  const found = question.matchAll(/^(?<title>\S.*)\n(?<fence>`{3,})\n(?<text>[\s\S]*?)\n\k<fence>$/gmu);
  return [...found].map(({ groups }) => ({
    title: (groups?.title ?? '').replace(/:$/u, ''),
    text: groups?.text ?? '',
  }));
}

/** Of the words of both texts, the share that both have. */
function sharedWords(one: string, other: string): number {
  const words = (text: string): ReadonlySet<string> =>
    new Set(text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []);
  const [a, b] = [words(one), words(other)];
  const shared = [...a].filter((word) => b.has(word)).length;
  return shared / Math.max(1, Math.min(a.size, b.size));
}
