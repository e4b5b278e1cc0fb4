import type { ModelUsage } from '../../consultant/models/usage.ts';
import type { AnswerParsers } from '../../core/confidence/cluster/answerKeys.ts';
import { errorMessage } from '../../core/errorMessage.ts';
import type { ConfidenceBadge, ConfidenceEvidence } from '../../protocol/confidence.ts';
import type {
  ConfidenceTarget,
  ConsultAnswer,
  ConsultEvent,
  Proposal,
  ProposalFinding,
} from '../../protocol/consult.ts';
import type { HeardEvent } from '../consult/consultParts.ts';
import type { ConsultRecord } from '../consult/consultStore.ts';
import { baseConfidence } from './baseMethod.ts';
import { buildScore, type Finding, measure } from './buildScore.ts';
import type { Judged, ToJudge } from './calibration.ts';
import { proposalEvidence } from './evidence/proposalEvidence.ts';
import { parseEvidence } from './evidence/sqlChecks.ts';
import { eventsOfTurn, turnEvidence } from './evidence/turnEvidence.ts';
import type { NewScore } from './newScore.ts';
import { type FoundOutcome, outcomeOfFindings, outcomeOfProofs } from './outcomes.ts';
import type { AnswerAsked, Sampled } from './sampling.ts';

/** How scoring looks at what an answer is about. A look that fails gives no evidence of its kind. */
export interface Looks {
  /** What was said and done before a position, the newest of it. */
  readonly earlierEvents: (consultationId: string, before: number) => Promise<readonly ConsultEvent[]>;
  /** Postgres' own parser, loaded, and those of other languages. */
  readonly parsers: () => Promise<AnswerParsers>;
  /** What the project's schema and the shadow say of SQL texts; nothing where there is no project to look at. */
  readonly onSchema: (
    record: ConsultRecord,
    texts: readonly string[],
  ) => Promise<readonly ConfidenceEvidence[]>;
  /** What the guardian finds in SQL texts. */
  readonly onGuardian: (
    record: ConsultRecord,
    texts: readonly string[],
  ) => Promise<readonly Pick<ProposalFinding, 'ruleId' | 'severity'>[]>;
  /** Asks again as far as settings and budget allow. */
  readonly sample: (asked: AnswerAsked) => Promise<Sampled | undefined>;
}

export interface ScorerParts extends Looks {
  readonly judge: (toJudge: ToJudge) => Promise<Judged>;
  readonly keep: (score: NewScore) => Promise<void>;
  /** After a score was kept and its badge told, with what is known of its end already. */
  readonly onScored: (score: NewScore, badge: ConfidenceBadge, outcomes: readonly FoundOutcome[]) => void;
  readonly log: (line: string) => void;
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly ending: AbortSignal;
}

interface Scored {
  readonly target: ConfidenceTarget;
  readonly score: NewScore;
  readonly badge: ConfidenceBadge;
  readonly outcomes: readonly FoundOutcome[];
}

/** Scores answers and proposals one after another, behind their being told; nothing of it reaches who answers. */
export class Scorer {
  readonly #parts: ScorerParts;
  #last: Promise<void> = Promise.resolve();

  constructor(parts: ScorerParts) {
    this.#parts = parts;
  }

  heard(event: HeardEvent): void {
    const { stored } = event;
    const isNew =
      stored.event.kind === 'answer' ||
      (stored.event.kind === 'proposal' && stored.event.proposal.outcome === undefined);
    if (!isNew || this.#parts.ending.aborted) return;
    this.#last = this.#last.then(() => this.#score(event));
    this.#parts.keepAlive(this.#last);
  }

  /** Settles once everything heard until now is scored. */
  async settled(): Promise<void> {
    for (let last: Promise<void> | undefined; last !== this.#last; ) {
      last = this.#last;
      await last;
    }
  }

  async #score(heard: HeardEvent): Promise<void> {
    const { log, keep, onScored, ending } = this.#parts;
    if (ending.aborted) return;
    try {
      const scored = await this.#scored(heard);
      if (!scored) return;
      await keep(scored.score);
      await heard.badge(scored.target, scored.badge);
      onScored(scored.score, scored.badge, scored.outcomes);
    } catch (error) {
      log(`confidence: ${heard.record.id} was not scored: ${errorMessage(error)}`);
    }
  }

  async #scored(heard: HeardEvent): Promise<Scored | undefined> {
    const {
      stored: { event, position, at },
      record,
    } = heard;
    if (event.kind === 'proposal') {
      const { proposal } = event;
      const target = { kind: 'proposal', proposalId: proposal.id } as const;
      const evidence = proposalEvidence(proposal);
      const title = `Proposal ${proposal.number}: ${proposal.title}`;
      return this.#judged({ target, record, at, title, base: { method: 'heuristic' }, evidence }, []);
    }
    if (event.kind !== 'answer') return undefined;
    const { answer } = event;
    const earlier = await this.#look('its turn', () => this.#parts.earlierEvents(record.id, position), []);
    const turn = eventsOfTurn(earlier);
    const [evidence, outcomes, sampled] = await Promise.all([
      this.#evidence(answer, record, turn),
      this.#outcomes(answer, record, turn),
      this.#look('further answers', () => this.#sample(answer, heard, earlier, turn), undefined),
    ]);
    const target = { kind: 'answer', position } as const;
    const base = baseConfidence(answer.confidence);
    return this.#judged({ target, record, at, title: record.title, base, evidence, sampled }, outcomes);
  }

  async #judged(finding: Finding, outcomes: readonly FoundOutcome[]): Promise<Scored> {
    const measured = measure(finding);
    const judged = await this.#parts.judge(measured.toJudge);
    return { target: finding.target, outcomes, ...buildScore(finding, measured, judged) };
  }

  async #evidence(
    answer: ConsultAnswer,
    record: ConsultRecord,
    turn: readonly ConsultEvent[],
  ): Promise<readonly ConfidenceEvidence[]> {
    const texts = sqlTexts(answer);
    if (texts.length === 0) return turnEvidence(answer, turn);
    const looks = await Promise.all([
      this.#look('its SQL', async () => parseEvidence((await this.#parts.parsers()).sql, texts), []),
      this.#look('the schema', () => this.#parts.onSchema(record, texts), []),
    ]);
    return [...turnEvidence(answer, turn), ...looks.flat()];
  }

  /** What checks that are no evidence of the score say of it; evidence is never its own proof. */
  async #outcomes(
    answer: ConsultAnswer,
    record: ConsultRecord,
    turn: readonly ConsultEvent[],
  ): Promise<readonly FoundOutcome[]> {
    const proposals = turn.flatMap((event) => (event.kind === 'proposal' ? [event.proposal] : []));
    const proofs = outcomeOfProofs(latest(proposals));
    const texts = sqlTexts(answer);
    const findings =
      texts.length === 0
        ? undefined
        : await this.#look('the guardian', () => this.#parts.onGuardian(record, texts), undefined);
    return [...(proofs ? [proofs] : []), ...(findings ? [outcomeOfFindings(findings)] : [])];
  }

  async #sample(
    answer: ConsultAnswer,
    { record, used }: HeardEvent,
    earlier: readonly ConsultEvent[],
    events: readonly ConsultEvent[],
  ): Promise<Sampled | undefined> {
    const asked = earlier.findLast(({ kind }) => kind === 'question');
    const question = asked?.kind === 'question' ? asked.text : record.question;
    const usages: ModelUsage[] = [];
    const onUsage = (usage: ModelUsage): void => void usages.push(usage);
    try {
      const parsers = await this.#parts.parsers();
      return await this.#parts.sample({ record, question, answer, events, parsers, onUsage });
    } finally {
      // Together, for the consultation may have to be opened for it.
      if (usages.length > 0) await used(usages);
    }
  }

  async #look<Seen, Otherwise>(
    what: string,
    look: () => Promise<Seen>,
    otherwise: Otherwise,
  ): Promise<Seen | Otherwise> {
    try {
      return await look();
    } catch (error) {
      this.#parts.log(`confidence: ${what} could not be looked at: ${errorMessage(error)}`);
      return otherwise;
    }
  }
}

function sqlTexts({ sql }: ConsultAnswer): readonly string[] {
  return sql.map((one) => one.sql).filter((text) => text.trim() !== '');
}

/** A proposal that was mended counts as it stands at the end, not as it was tried. */
function latest(proposals: readonly Proposal[]): readonly Proposal[] {
  return [...new Map(proposals.map((proposal) => [proposal.title, proposal])).values()];
}
