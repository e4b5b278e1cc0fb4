import { errorMessage } from '../../core/errorMessage.ts';
import type { ParseScript } from '../../core/ports.ts';
import { sha256 } from '../../core/proof/fingerprint/sha256.ts';
import type { ConfidenceBadge, ConfidenceEvidence } from '../../protocol/confidence.ts';
import type { ConfidenceTarget, ConsultAnswer, ConsultEvent, Proposal } from '../../protocol/consult.ts';
import type { HeardEvent } from '../consult/consultParts.ts';
import type { ConsultRecord } from '../consult/consultStore.ts';
import { type BaseConfidence, baseConfidence } from './baseMethod.ts';
import type { Judged } from './calibration.ts';
import { proposalEvidence } from './evidence/proposalEvidence.ts';
import { parseEvidence } from './evidence/sqlChecks.ts';
import { eventsOfTurn, turnEvidence } from './evidence/turnEvidence.ts';
import { modelFamily } from './modelFamily.ts';
import type { NewScore } from './newScore.ts';
import { scoreIdOf } from './scoreIds.ts';
import { partsOf } from './scoreParts.ts';

/** How scoring looks at what an answer is about. A look that fails gives no evidence of its kind. */
export interface ScorerParts {
  /** What was said and done before a position, the newest of it. */
  readonly earlierEvents: (consultationId: string, before: number) => Promise<readonly ConsultEvent[]>;
  /** Postgres' own parser, loaded. */
  readonly parser: () => Promise<ParseScript>;
  /** What the project's schema and the shadow say of SQL texts; nothing where there is no project to look at. */
  readonly onSchema: (
    record: ConsultRecord,
    texts: readonly string[],
  ) => Promise<readonly ConfidenceEvidence[]>;
  readonly judge: (base: Pick<BaseConfidence, 'method' | 'raw' | 'nats'>, family: string) => Promise<Judged>;
  readonly keep: (score: NewScore) => Promise<void>;
  /** After a score was kept and its badge told. */
  readonly onScored: (score: NewScore, badge: ConfidenceBadge) => void;
  readonly log: (line: string) => void;
  readonly keepAlive: (work: Promise<unknown>) => void;
  readonly ending: AbortSignal;
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
      onScored(scored.score, scored.badge);
    } catch (error) {
      log(`confidence: ${heard.record.id} was not scored: ${errorMessage(error)}`);
    }
  }

  async #scored({ stored, record }: HeardEvent) {
    const { event, position, at } = stored;
    if (event.kind === 'proposal') {
      const { proposal } = event;
      const target = { kind: 'proposal', proposalId: proposal.id } as const;
      const evidence = proposalEvidence(proposal);
      return this.#judged(target, record, at, { method: 'heuristic' }, evidence, titleOf(proposal));
    }
    if (event.kind !== 'answer') return undefined;
    const evidence = await this.#answerEvidence(event.answer, record, position);
    const target = { kind: 'answer', position } as const;
    return this.#judged(target, record, at, baseConfidence(event.answer.confidence), evidence, record.title);
  }

  async #answerEvidence(
    answer: ConsultAnswer,
    record: ConsultRecord,
    position: number,
  ): Promise<readonly ConfidenceEvidence[]> {
    const texts = answer.sql.map(({ sql }) => sql);
    const looks = await Promise.all([
      this.#look('its turn', async () =>
        turnEvidence(answer, eventsOfTurn(await this.#parts.earlierEvents(record.id, position))),
      ),
      this.#look('its SQL', async () =>
        texts.length === 0 ? [] : parseEvidence(await this.#parts.parser(), texts),
      ),
      this.#look('the schema', async () => (texts.length === 0 ? [] : this.#parts.onSchema(record, texts))),
    ]);
    return looks.flat();
  }

  async #look(
    what: string,
    look: () => Promise<readonly ConfidenceEvidence[]>,
  ): Promise<readonly ConfidenceEvidence[]> {
    try {
      return await look();
    } catch (error) {
      this.#parts.log(`confidence: ${what} could not be looked at: ${errorMessage(error)}`);
      return [];
    }
  }

  async #judged(
    target: ConfidenceTarget,
    record: ConsultRecord,
    at: string,
    base: BaseConfidence,
    evidence: readonly ConfidenceEvidence[],
    title: string,
  ): Promise<{
    readonly target: ConfidenceTarget;
    readonly score: NewScore;
    readonly badge: ConfidenceBadge;
  }> {
    const parts = partsOf(evidence);
    // Where the model said nothing of itself, what was found speaks.
    const raw = base.method === 'heuristic' ? parts.overall : base.raw;
    const given = { ...base, ...(raw !== undefined && { raw }) };
    const judged = await this.#parts.judge(given, modelFamily(record.model));
    const { calibrated, lower, upper, calibratorId, state, outcomes, withheld } = judged;
    const figures = {
      ...(raw !== undefined && { raw }),
      ...(calibrated !== undefined && { calibrated }),
      ...(lower !== undefined && { lower }),
      ...(upper !== undefined && { upper }),
    };
    const id = scoreIdOf(record.id, target);
    const score: NewScore = {
      id,
      requestType: target.kind,
      at,
      method: base.method,
      ...(record.model !== undefined && { model: record.model }),
      consultationId: record.id,
      title,
      promptHash: sha256(record.question),
      ...figures,
      ...(calibratorId !== undefined && { calibratorId }),
      evidence,
      ...parts.known,
      ...(base.tokens && { tokens: base.tokens }),
    };
    const badge: ConfidenceBadge = {
      scoreId: id,
      method: base.method,
      ...figures,
      state,
      outcomes,
      ...(withheld && { withheld }),
    };
    return { target, score, badge };
  }
}

function titleOf({ number, title }: Proposal): string {
  return `Proposal ${number}: ${title}`;
}
