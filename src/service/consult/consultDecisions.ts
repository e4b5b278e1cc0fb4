import { decideApproval } from '../../core/consult/approvals.ts';
import type { Approval, Proposal, ProposalOutcome } from '../../protocol/consult.ts';
import { ServiceFailure } from '../../store/client/serviceClient.ts';
import type { ConsultParts } from './consultParts.ts';
import type { ConsultService } from './consultService.ts';
import type { MemoryToSave } from './consultStore.ts';
import { proveEdited } from './editedProposal.ts';
import { shownApproval } from './liveConsultation.ts';

export interface DecideRequest {
  readonly consultationId: string;
  readonly approvalId: string;
  readonly decision: 'approve' | 'reject' | 'edit';
  readonly hash: string;
  readonly typed?: string | undefined;
  readonly text?: string | undefined;
  readonly note?: string | undefined;
}

/** Writes the user's decision down, then lets the consultation go on with it. */
export async function decide(
  service: ConsultService,
  parts: ConsultParts,
  request: DecideRequest,
): Promise<Approval> {
  const { store } = parts;
  const { consultationId, approvalId, decision, note } = request;
  if (decision === 'edit' && (request.text ?? '').trim() === '') {
    throw new ServiceFailure('invalid', 'text: an edit needs the text in its place.');
  }
  const { approval, interruptId, edited } = await service.noteIn(consultationId, async (live) => {
    const known = live.approvals.find(({ id }) => id === approvalId);
    if (!known) throw new ServiceFailure('invalid', 'There is no such approval.');
    const decided = decideApproval(
      known,
      {
        decision,
        hash: request.hash,
        ...(request.typed !== undefined && { typed: request.typed }),
      },
      Date.now(),
    );
    if (!decided.ok) throw new ServiceFailure('invalid', decided.message);
    const state = STATE_OF[decision];
    await store.settleApproval(approvalId, state, note);
    live.approval(decided.approval);
    parts.scoring?.decided(consultationId, decided.approval, note);
    const { pending } = live.record.details;
    const proposal = live.proposals.find(({ id }) => id === known.proposalId);
    const edited =
      decision === 'edit'
        ? await proveEdited(live, parts, proposal?.title ?? known.title, request.text ?? '')
        : undefined;
    return {
      edited,
      approval: decided.approval,
      interruptId: pending?.approvalId === approvalId ? pending.interruptId : undefined,
    };
  });
  if (interruptId !== undefined) {
    const said = edited === undefined ? note : noteOfEdit(request, edited);
    await service.resume(consultationId, {
      interruptId,
      approved: decision === 'approve',
      ...(decision === 'approve' && { approvalId }),
      ...(said !== undefined && { note: said }),
    });
  }
  return shownApproval(approval);
}

const STATE_OF = { approve: 'approved', reject: 'rejected', edit: 'edited' } as const;

/** An edited text is no approved one: it was proven anew and asks for an approval of its own. */
function noteOfEdit({ text, note }: DecideRequest, proof: string): string {
  const words = note === undefined ? '' : ` ${note}`;
  return `I changed the text.${words} Use mine from now on, and ask again before it is run.\n\n${text}\n\nIts proof:\n${proof}`;
}

/** Notes what became of a proposal, and remembers it. */
export async function noteOutcome(
  service: ConsultService,
  { store, scoring }: Pick<ConsultParts, 'store' | 'scoring'>,
  request: {
    readonly consultationId: string;
    readonly proposalId: string;
    readonly outcome: ProposalOutcome;
    readonly note?: string | undefined;
  },
): Promise<void> {
  const { consultationId, proposalId, outcome, note } = request;
  await service.noteIn(consultationId, async (live) => {
    const proposal = live.proposals.find(({ id }) => id === proposalId);
    if (!proposal) throw new ServiceFailure('invalid', 'There is no such proposal.');
    live.proposal({ ...proposal, outcome });
    scoring?.outcome(live.record, proposal, outcome, note);
    const memory = memoryOf(proposal, outcome, note);
    if (!memory) return;
    const { project } = live.record;
    await store.saveMemories([{ ...memory, consultationId, ...(project !== undefined && { project }) }]);
  });
}

const SQL_MAX = 400;

/** What is worth knowing next time; a file that was saved says nothing yet. */
function memoryOf(
  { title, verdict, up }: Proposal,
  outcome: ProposalOutcome,
  note: string | undefined,
): Pick<MemoryToSave, 'kind' | 'text'> | undefined {
  const why = note === undefined ? '' : ` ${note}`;
  const sql = up.replaceAll(/\s+/gu, ' ').trim().slice(0, SQL_MAX);
  switch (outcome) {
    case 'saved':
      return undefined;
    case 'applied':
    case 'merged':
      return {
        kind: 'worked',
        text: `Migration "${title}" (${verdict}) was ${outcome}.${why} ${sql}`.trim(),
      };
    case 'rolled_back':
      return { kind: 'failed', text: `Migration "${title}" was rolled back.${why} ${sql}`.trim() };
    case 'rejected':
      return { kind: 'decision', text: `The user rejected migration "${title}".${why} ${sql}`.trim() };
    case 'edited':
      return {
        kind: 'preference',
        text: `The user changed migration "${title}" before using it.${why} ${sql}`.trim(),
      };
  }
}
