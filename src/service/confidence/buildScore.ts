import { modelFamily } from '../../core/confidence/modelFamily.ts';
import { partsFromEvidence } from '../../core/confidence/partsFromEvidence.ts';
import { sha256 } from '../../core/proof/fingerprint/sha256.ts';
import type { ConfidenceBadge, ConfidenceEvidence, ConfidenceMethod } from '../../protocol/confidence.ts';
import type { ConfidenceTarget } from '../../protocol/consult.ts';
import type { ConsultRecord } from '../consult/consultStore.ts';
import type { BaseConfidence } from './baseMethod.ts';
import type { Judged, ToJudge } from './calibration.ts';
import type { NewScore } from './newScore.ts';
import { type Sampled, withOwn } from './sampling.ts';
import { scoreIdOf } from './scoreIds.ts';

/** What was found out of one answer or proposal. */
export interface Finding {
  readonly target: ConfidenceTarget;
  readonly record: ConsultRecord;
  readonly at: string;
  readonly title: string;
  readonly base: BaseConfidence;
  readonly evidence: readonly ConfidenceEvidence[];
  readonly sampled?: Sampled | undefined;
}

/** A finding by the best method there is for it. */
export interface Measured {
  readonly toJudge: ToJudge;
  readonly evidence: readonly ConfidenceEvidence[];
  readonly parts: ReturnType<typeof partsFromEvidence>;
}

/** Asking again tells most, then tokens, then the model's own word, then what was looked at. */
export function measure(finding: Finding): Measured {
  const { base, evidence, sampled, record } = finding;
  const all = [...evidence, ...(sampled?.evidence ?? [])];
  const parts = partsFromEvidence(all);
  const again = sampled && withOwn(sampled, base);
  const raw = again?.raw ?? (base.method === 'heuristic' ? meanOf(parts) : base.raw);
  const method: ConfidenceMethod = again?.method ?? base.method;
  const family = familyOf(finding.target, record.model);
  return {
    toJudge: {
      method,
      family,
      ...(record.project !== undefined && { project: record.project }),
      ...(raw !== undefined && { raw }),
      ...(method === 'logprob' && base.nats !== undefined && { nats: base.nats }),
    },
    evidence: all,
    parts,
  };
}

/** The row that is kept and the badge that is shown. */
export function buildScore(
  { target, record, at, title, base, sampled }: Finding,
  { toJudge: { method, family, raw }, evidence, parts }: Measured,
  { calibrated, lower, upper, calibratorId, state, outcomes, withheld }: Judged,
): { readonly score: NewScore; readonly badge: ConfidenceBadge } {
  const id = scoreIdOf(record.id, target);
  const samples = sampled && sampled.samples > 0 ? sampled.samples : undefined;
  const figures = {
    ...(raw !== undefined && { raw }),
    ...(calibrated !== undefined && { calibrated }),
    ...(lower !== undefined && { lower }),
    ...(upper !== undefined && { upper }),
    ...(samples !== undefined && { samples }),
  };
  return {
    score: {
      id,
      requestType: target.kind,
      at,
      method,
      family,
      ...(record.model !== undefined && { model: record.model }),
      consultationId: record.id,
      title,
      promptHash: sha256(record.question),
      ...figures,
      ...(calibratorId !== undefined && { calibratorId }),
      evidence,
      ...parts,
      ...(base.tokens && { tokens: base.tokens }),
      ...(sampled?.agreement !== undefined && { agreement: sampled.agreement }),
      ...(sampled && sampled.models.length > 0 && { models: sampled.models }),
    },
    badge: { scoreId: id, method, ...figures, state, outcomes, ...(withheld && { withheld }) },
  };
}

/** What is known of a model's answers says nothing of its proposals, whose values come from other looks. */
function familyOf({ kind }: ConfidenceTarget, model: string | undefined): string {
  const family = model === undefined ? 'unknown' : modelFamily(model);
  return kind === 'proposal' ? `${family} proposals` : family;
}

/** Of the parts that there are; undefined where nothing was looked at. */
function meanOf(parts: Measured['parts']): number | undefined {
  const values = Object.values(parts).map(({ value }) => value);
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
