import { type ApprovalRecord, isExpired } from '../../core/consult/approvals.ts';
import type { ConfidenceBadge } from '../../protocol/confidence.ts';
import type {
  Approval,
  Consultation,
  ConsultationSummary,
  Proposal,
  StoredEvent,
} from '../../protocol/consult.ts';
import type { ConsultParts } from './consultParts.ts';
import type { ConsultStore, ListedConsultation } from './consultStore.ts';
import { type LiveConsultation, shownApproval } from './liveConsultation.ts';

const EVENTS_LIMIT = 200;
const PROPOSAL_EVENTS_MAX = 500;

/** As lists show it. One that stands as running while nobody works on it was interrupted, and can be taken up. */
export function summaryOf(
  stored: ListedConsultation,
  live: LiveConsultation | undefined,
): ConsultationSummary {
  const { counts, ...rest } = live ? { ...stored, ...live.record } : stored;
  return {
    id: rest.id,
    title: rest.title,
    state: rest.state === 'running' && !live ? 'stopped' : rest.state,
    ...(rest.project !== undefined && { project: rest.project }),
    ...(rest.model !== undefined && { model: rest.model }),
    createdAt: rest.createdAt,
    updatedAt: rest.updatedAt,
    ...counts,
    tokensIn: rest.tokensIn,
    tokensOut: rest.tokensOut,
    ...(rest.costUsd !== undefined && { costUsd: rest.costUsd }),
  };
}

/** A consultation whole; undefined when there is none. */
export async function consultationView(
  id: string,
  page: { readonly limit?: number; readonly before?: number },
  live: LiveConsultation | undefined,
  { store, models }: Pick<ConsultParts, 'store' | 'models'>,
): Promise<Consultation | undefined> {
  const stored = await store.get(id);
  if (!stored) return undefined;
  const [{ events, earlier }, files, proposalCards, approvals, today, badges] = await Promise.all([
    store.events(id, {
      limit: page.limit ?? EVENTS_LIMIT,
      ...(page.before !== undefined && { before: page.before }),
    }),
    store.files(id),
    live ? live.proposals : proposalsOf(store, id),
    live ? live.approvals : store.approvals(id),
    store.usedToday(),
    badgesOf(store, id),
  ]);
  const { plan } = (live?.record ?? stored).details;
  return {
    ...summaryOf(stored, live),
    events: events.map((stored) => badges.onEvent(stored)),
    earlier,
    ...(plan && { plan }),
    files,
    proposalCards: proposalCards.map((card) => badges.onProposal(card)),
    approvals: approvals.map((approval) => presentApproval(approval)),
    budget: { ...models.budget(), dayTokensUsed: today.tokens, dayCostUsdUsed: today.costUsd },
    ...(live && live.partial !== '' && { partial: live.partial }),
  };
}

/** The newest card of each proposal, by number. */
export async function proposalsOf(store: ConsultStore, id: string): Promise<readonly Proposal[]> {
  const { events } = await store.events(id, { kinds: ['proposal'], limit: PROPOSAL_EVENTS_MAX });
  const newest = new Map<string, Proposal>();
  for (const { event } of events)
    if (event.kind === 'proposal') newest.set(event.proposal.id, event.proposal);
  return [...newest.values()].toSorted((one, other) => one.number - other.number);
}

/** The scores of a consultation, to be shown where they belong. */
async function badgesOf(store: ConsultStore, id: string) {
  const { events } = await store.events(id, { kinds: ['confidence'], limit: PROPOSAL_EVENTS_MAX });
  const answers = new Map<number, ConfidenceBadge>();
  const proposals = new Map<string, ConfidenceBadge>();
  for (const { event } of events) {
    if (event.kind !== 'confidence') continue;
    const { target, badge } = event;
    if (target.kind === 'answer') answers.set(target.position, badge);
    else proposals.set(target.proposalId, badge);
  }
  const onProposal = (proposal: Proposal): Proposal => {
    const confidence = proposals.get(proposal.id);
    return confidence ? { ...proposal, confidence } : proposal;
  };
  const onEvent = (stored: StoredEvent): StoredEvent => {
    const { event, position } = stored;
    if (event.kind === 'proposal') {
      return { ...stored, event: { ...event, proposal: onProposal(event.proposal) } };
    }
    const confidence = event.kind === 'answer' ? answers.get(position) : undefined;
    return confidence && event.kind === 'answer' ? { ...stored, event: { ...event, confidence } } : stored;
  };
  return { onEvent, onProposal };
}

function presentApproval(approval: ApprovalRecord): Approval {
  const isOver = approval.state === 'waiting' && isExpired(approval, Date.now());
  return shownApproval(isOver ? { ...approval, state: 'expired' } : approval);
}
