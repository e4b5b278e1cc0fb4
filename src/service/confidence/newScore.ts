import type {
  ConfidenceDetail,
  ConfidenceEvidence,
  ConfidenceMethod,
  ConfidencePart,
  ModelOpinion,
} from '../../protocol/confidence.ts';
import type { ConfidenceScoreToRecord } from '../../store/functions/confidenceScores.ts';

/** What was found out of one answer or proposal, before anything is known of its end. */
export interface NewScore {
  readonly id: string;
  readonly requestType: 'answer' | 'proposal';
  readonly at: string;
  readonly method: ConfidenceMethod;
  /** Values of one family are calibrated together. */
  readonly family: string;
  /** `provider/model` */
  readonly model?: string;
  readonly consultationId: string;
  readonly title: string;
  readonly promptHash?: string;
  /** 0 to 1 as the method gave it; absent where its unit is no probability. */
  readonly raw?: number;
  readonly calibrated?: number;
  readonly lower?: number;
  readonly upper?: number;
  readonly calibratorId?: string;
  readonly evidence: readonly ConfidenceEvidence[];
  readonly factual?: ConfidencePart;
  readonly reasoning?: ConfidencePart;
  readonly contextual?: ConfidencePart;
  readonly tokens?: ConfidenceDetail['tokens'];
  readonly samples?: number;
  readonly agreement?: number;
  readonly models?: readonly ModelOpinion[];
}

const TITLE_MAX = 200;
const EVIDENCE_TEXT_MAX = 500;

/** As the store keeps it. */
export function scoreRow(score: NewScore): ConfidenceScoreToRecord {
  const { model, factual, reasoning, contextual, tokens, models } = score;
  const [provider, version] = namesOf(model);
  const bounds = {
    ...(factual && { factual: boundsOf(factual) }),
    ...(reasoning && { reasoning: boundsOf(reasoning) }),
    ...(contextual && { contextual: boundsOf(contextual) }),
  };
  return {
    id: score.id,
    // One answer is scored once: its score's id names the request as well.
    request_id: score.id,
    request_type: score.requestType,
    created_at: score.at,
    method: score.method,
    ...(provider !== undefined && { model_provider: provider }),
    ...(version !== undefined && { model_version: version }),
    model_family: score.family,
    session_id: score.consultationId,
    consultation_id: score.consultationId,
    title: score.title.slice(0, TITLE_MAX),
    ...(score.promptHash !== undefined && { prompt_hash: score.promptHash }),
    ...(factual && { factual_confidence: factual.value }),
    ...(reasoning && { reasoning_confidence: reasoning.value }),
    ...(contextual && { contextual_relevance: contextual.value }),
    ...(Object.keys(bounds).length > 0 && { part_bounds: bounds }),
    ...(score.lower !== undefined &&
      score.upper !== undefined && { uncertainty_lower: score.lower, uncertainty_upper: score.upper }),
    ...(models && { model_consensus: { models } }),
    evidence: score.evidence.map((each) => ({ ...each, text: each.text.slice(0, EVIDENCE_TEXT_MAX) })),
    ...(tokens && tokenColumns(tokens)),
    ...(score.samples !== undefined && { samples: score.samples }),
    ...(score.agreement !== undefined && { agreement: score.agreement }),
    ...(score.raw !== undefined && { raw_confidence: score.raw }),
    ...(score.calibrated !== undefined && { calibrated_confidence: score.calibrated }),
    ...(score.calibratorId !== undefined && { calibrator_id: score.calibratorId }),
  };
}

function tokenColumns(tokens: NonNullable<NewScore['tokens']>) {
  const { topK, windowTokens, tailTokens, count, mean, tail, bottom10, lowestGroup } = tokens;
  return {
    top_k: topK,
    window_tokens: windowTokens,
    tail_tokens: tailTokens,
    token_count: count,
    mean_conf: mean,
    ...(tail !== undefined && { tail_conf: tail }),
    ...(bottom10 !== undefined && { bottom10_conf: bottom10 }),
    ...(lowestGroup !== undefined && { lowest_group_conf: lowestGroup }),
  };
}

function boundsOf({ lower, upper }: ConfidencePart): { readonly lower: number; readonly upper: number } {
  return { lower, upper };
}

function namesOf(model: string | undefined): readonly [string | undefined, string | undefined] {
  if (model === undefined) return [undefined, undefined];
  const slash = model.indexOf('/');
  return slash < 0 ? [undefined, model] : [model.slice(0, slash), model.slice(slash + 1)];
}
