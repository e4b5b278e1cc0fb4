import { randomBytes } from 'node:crypto';
import type { ModelUsage } from '../../consultant/models/usage.ts';
import type { Consultant } from '../../consultant/openConsultant.ts';
import { hybridConfidence } from '../../core/confidence/agreement/hybridConfidence.ts';
import { sampleAgreement } from '../../core/confidence/agreement/sampleAgreement.ts';
import { semanticEntropy } from '../../core/confidence/agreement/semanticEntropy.ts';
import { type AnswerKeys, type AnswerParsers, answerKeys } from '../../core/confidence/cluster/answerKeys.ts';
import { clusterAnswers } from '../../core/confidence/cluster/clusterAnswers.ts';
import { textKey } from '../../core/confidence/cluster/textKey.ts';
import { budgetProblem, tokensLeft, type UsedUp } from '../../core/consult/budget.ts';
import type { ConsultBudgetLimits } from '../../core/consult/consultLimits.ts';
import { markUntrusted } from '../../core/consult/untrusted.ts';
import { estimateTokens } from '../../core/models/estimateTokens.ts';
import type { ConfidenceEvidence, ConfidenceMethod, ModelOpinion } from '../../protocol/confidence.ts';
import type { ConsultAnswer, ConsultEvent } from '../../protocol/consult.ts';
import type { ConsultRecord } from '../consult/consultStore.ts';
import type { BaseConfidence } from './baseMethod.ts';
import type { ConfidenceSettings } from './confidenceSettings.ts';
import { extraCalls } from './samplingCost.ts';

/** What it takes to ask models again. */
export interface SamplingParts {
  readonly settings: (project: string | undefined) => ConfidenceSettings;
  readonly consultant: (model: string | undefined) => Promise<Consultant>;
  readonly budget: () => ConsultBudgetLimits;
  readonly usedToday: () => Promise<{ readonly tokens: number; readonly costUsd: number }>;
  /** Told of every further call, so that it is paid for like any other. */
  readonly onUsage: (usage: ModelUsage) => void;
  readonly ending: AbortSignal;
  readonly log: (line: string) => void;
}

export interface AnswerAsked {
  readonly record: ConsultRecord;
  readonly question: string;
  readonly answer: ConsultAnswer;
  /** Since the question. */
  readonly events: readonly ConsultEvent[];
  readonly parsers: AnswerParsers;
  /** Told of every further call, which is part of what the consultation takes. */
  readonly onUsage: (usage: ModelUsage) => void;
}

/** What asking again showed of an answer. */
export interface Sampled {
  readonly method: Extract<ConfidenceMethod, 'agreement' | 'semantic_entropy'>;
  /** 0 to 1; absent where only other models were asked. */
  readonly value?: number;
  readonly samples: number;
  readonly agreement?: number;
  readonly evidence: readonly ConfidenceEvidence[];
  readonly models: readonly ModelOpinion[];
}

const WAIT_MS = 300_000;
const OPINION_CHARACTERS_MAX = 400;
const BOUNDARY_BYTES = 16;
/** Schema, plan and tools of the first call are not sent again. */
const PROMPT_TOKENS = 200;

/** Asks the question again as far as settings and budget allow; undefined when nothing more was asked. */
export async function sampled(parts: SamplingParts, asked: AnswerAsked): Promise<Sampled | undefined> {
  const { record, question, answer, events } = asked;
  const settings = parts.settings(record.project);
  const onUsage = (usage: ModelUsage): void => {
    parts.onUsage(usage);
    asked.onUsage(usage);
  };
  const others = settings.consensusModels.filter((model) => model !== record.model);
  const calls = extraCalls({ ...settings, consensusModels: others });
  if (calls === 0) return undefined;
  const looked = lookedUp(events);
  const each = PROMPT_TOKENS + estimateTokens(question + looked) + estimateTokens(answer.recommendation);
  const problem = await overBudget(parts, record, each * calls);
  if (problem !== undefined) {
    parts.log(`confidence: ${record.id} was not sampled: ${problem}`);
    return undefined;
  }
  const signal = AbortSignal.any([parts.ending, AbortSignal.timeout(WAIT_MS)]);
  const keys = answerKeys(answer, asked.parsers);
  // Words that are the same to the letter mean the same; others may.
  const keyOf = keys?.keyOf ?? (({ recommendation }) => textKey(recommendation));
  const consultant = await parts.consultant(record.details.chosenModel);
  const draw = async (count: number, model?: string) => {
    const drawing = await consultant.draw({
      question,
      looked,
      count,
      ...(model !== undefined && { model }),
      keyOf,
      signal,
      onUsage,
    });
    for (const line of drawing.problems) parts.log(`confidence: a further answer failed: ${line}`);
    return drawing;
  };
  const [own, ...opinions] = await Promise.all([
    settings.samples > 0 ? draw(settings.samples) : undefined,
    ...others.map(async (model) => ({ model, drawing: await draw(1, model) })),
  ]);
  const drawn = own?.answers.map((one) => one.answer) ?? [];
  const said = opinions.flatMap(({ model, drawing }) =>
    drawing.answers.slice(0, 1).map((one) => ({ model, answer: one.answer })),
  );
  const all = [answer, ...drawn, ...said.map((one) => one.answer)];
  if (all.length === 1) return undefined;
  const byKey = keyGroups(all.map(keyOf));
  // Words are alike where a reader would do the same, which only a reader can tell.
  const groups =
    keys || byKey.every((group) => group === 0)
      ? byKey
      : await consultant.group(
          question,
          all.map(({ recommendation }) => recommendation),
          { signal, onUsage },
        );
  if (!groups) {
    parts.log(`confidence: ${record.id}: nobody could tell which answers mean the same.`);
    return undefined;
  }
  return {
    ...agreementOf(groups.slice(0, 1 + drawn.length), keys?.kind, own?.stopped ?? 0),
    models: said.map((one, index) => ({
      model: one.model,
      agrees: groups[1 + drawn.length + index] === groups[0],
      text: one.answer.recommendation.slice(0, OPINION_CHARACTERS_MAX),
    })),
  };
}

/** One value of agreement and what the model says of itself; a method of its own, calibrated by itself. */
export function withOwn(
  sampling: Pick<Sampled, 'method' | 'value'>,
  base: Pick<BaseConfidence, 'method' | 'raw'>,
): { readonly method: ConfidenceMethod; readonly raw: number } | undefined {
  const { method, value } = sampling;
  if (value === undefined) return undefined;
  if (base.method !== 'verbalized' || base.raw === undefined) return { method, raw: value };
  return { method: 'hybrid', raw: hybridConfidence(value, base.raw) };
}

/** By groups of the answer, first, and what was drawn besides. */
function agreementOf(
  groups: readonly (number | undefined)[],
  kind: AnswerKeys['kind'] | undefined,
  stopped: number,
): Omit<Sampled, 'models'> {
  const method = kind === undefined ? 'semantic_entropy' : 'agreement';
  const agreement = sampleAgreement(groups);
  if (!agreement) return { method, samples: 0, evidence: [] };
  const { agreeing, samples, value: share } = agreement;
  const clusters = clusterAnswers(
    groups.map((group) => (group === undefined ? '' : String(group))),
    (group) => (group === '' ? undefined : group),
  );
  // How scattered answers are says nothing of one that stands alone against the others.
  const entropy = kind === undefined ? semanticEntropy(clusters)?.value : undefined;
  const value = entropy === undefined ? share : Math.min(entropy, share);
  const left = stopped === 0 ? '' : ` ${stopped} were stopped for being less sure.`;
  return {
    method,
    value,
    samples,
    agreement: agreeing / samples,
    evidence: [
      {
        part: 'reasoning',
        kind: 'samples_agree',
        text: `${agreeing} of ${samples} further answers ${kind === undefined ? 'mean the same' : ALIKE[kind]}.${left}`,
        passed: agreeing,
        of: samples,
      },
    ],
  };
}

const ALIKE: Readonly<Record<AnswerKeys['kind'], string>> = {
  sql: 'come to the same SQL',
  code: 'come to the same code',
  value: 'give the same value',
};

function keyGroups(keys: readonly (string | undefined)[]): readonly (number | undefined)[] {
  const order = [...new Set(keys.filter((key) => key !== undefined))];
  return keys.map((key) => (key === undefined ? undefined : order.indexOf(key)));
}

/** What tools found for the question, so that the same is known when it is asked again. */
function lookedUp(events: readonly ConsultEvent[]): string {
  return events
    .flatMap((event) =>
      event.kind === 'tool' && event.state === 'finished' && event.result !== undefined
        ? [
            markUntrusted(event.result, {
              source: event.title,
              boundary: randomBytes(BOUNDARY_BYTES).toString('hex'),
            }),
          ]
        : [],
    )
    .join('\n\n');
}

async function overBudget(
  { budget, usedToday }: SamplingParts,
  { tokensIn, tokensOut, costUsd = 0 }: ConsultRecord,
  tokens: number,
): Promise<string | undefined> {
  const limits = budget();
  const today = await usedToday();
  const used: UsedUp = {
    tokens: tokensIn + tokensOut,
    costUsd,
    dayTokens: today.tokens,
    dayCostUsd: today.costUsd,
  };
  const left = tokensLeft(limits, used);
  if (left !== undefined && left < tokens) return `it would take about ${tokens} tokens, ${left} are left.`;
  return budgetProblem(limits, used);
}
