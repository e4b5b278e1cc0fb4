import { randomUUID } from 'node:crypto';
import type { EngineEvent } from '../../consultant/consultantEngine.ts';
import { verbalizedConfidence } from '../../core/confidence/agreement/verbalizedConfidence.ts';
import { answerSchema } from '../../core/consult/answerSchema.ts';
import { askApproval } from '../../core/consult/approvals.ts';
import { planFromTodos, settlePlan, withEvidence } from '../../core/consult/plan.ts';
import { sha256 } from '../../core/proof/fingerprint/sha256.ts';
import type { ConsultAnswer } from '../../protocol/consult.ts';
import type { ConsultParts } from './consultParts.ts';
import type { LiveConsultation } from './liveConsultation.ts';
import { noteUsage } from './noteUsage.ts';
import { saveAndTell } from './turnTools.ts';

/** What is kept of a tool's input and result for reading; the whole of it is in the thread. */
const SHOWN_MAX = 8_000;
const REPORT_MAX = 20_000;

export interface TurnView {
  readonly live: LiveConsultation;
  readonly parts: Pick<ConsultParts, 'store' | 'models' | 'scoring'>;
  readonly titleOf: (tool: string) => string;
  /** Calls told as started; a tool that waited for an approval is started once more. */
  readonly started: Set<string>;
  /** Called after tokens were used. */
  readonly onUsed: (tokens: number, costUsd: number) => void;
}

/** Tells one event of the engine: what is shown, kept, counted and planned because of it. */
export async function tellEvent(event: EngineEvent, view: TurnView): Promise<void> {
  const { live, parts } = view;
  switch (event.kind) {
    case 'text':
    case 'reasoning': {
      const { kind, agent, run, delta } = event;
      live.say({ agent, ...(run !== undefined && { run }), channel: kind, delta });
      return;
    }
    case 'todos':
      live.plan(planFromTodos(live.record.details.plan, event.todos));
      return;
    case 'tool':
      tellTool(event, view);
      return;
    case 'agent':
      live.note({
        ...event,
        task: cut(event.task, SHOWN_MAX),
        ...(event.result !== undefined && { result: cut(event.result, REPORT_MAX) }),
      });
      return;
    case 'file':
      await saveAndTell(live, parts.store, 'consultant', { [event.path]: event.text });
      live.plan(withEvidence(live.record.details.plan, event.path, undefined));
      return;
    case 'usage':
      tellUsage(event, view);
      return;
    case 'summary':
    case 'notice':
      live.note(event);
      return;
    case 'interrupt':
      await tellInterrupt(event, view);
      return;
    case 'answer':
      live.plan(settlePlan(live.record.details.plan, 'done'));
      live.note({ kind: 'answer', text: event.text, answer: consultAnswer(event, asksConfidence(view)) });
      live.forgetPartial();
      live.state('done');
      return;
    case 'failed':
      tellFailure(event.code, event.message, live);
      return;
  }
}

export function tellFailure(code: string, message: string, live: LiveConsultation): void {
  const isStopped = code === 'cancelled';
  live.plan(settlePlan(live.record.details.plan, isStopped ? 'stopped' : 'failed'));
  live.state(isStopped ? 'stopped' : 'failed', { code, message });
}

function tellTool(event: Extract<EngineEvent, { kind: 'tool' }>, { live, titleOf, started }: TurnView): void {
  if (event.state === 'started') {
    if (started.has(event.call)) return;
    started.add(event.call);
  }
  // What was said before a tool is used is no part of the answer.
  if (event.agent === 'consultant') live.forgetPartial();
  live.note({
    ...event,
    title: titleOf(event.name),
    input: cut(JSON.stringify(event.input) ?? '', SHOWN_MAX),
    ...(event.result !== undefined && { result: cut(event.result, SHOWN_MAX) }),
  });
}

function tellUsage(event: Extract<EngineEvent, { kind: 'usage' }>, { live, parts, onUsed }: TurnView): void {
  const { kind: _kind, agent, ...used } = event;
  const costUsd = noteUsage(live, parts.models, agent, used);
  onUsed(used.tokensIn + used.tokensOut, costUsd ?? 0);
}

async function tellInterrupt(
  { interruptId, ask }: Extract<EngineEvent, { kind: 'interrupt' }>,
  { live, parts }: TurnView,
): Promise<void> {
  const { decision, ...asked } = ask;
  const approval = askApproval(
    { ...asked, id: randomUUID(), policyId: decision.policyId, reason: decision.reason },
    sha256,
    Date.now(),
  );
  await parts.store.saveApproval(live.id, approval);
  live.set({ state: 'waiting' }, { pending: { interruptId, approvalId: approval.id } });
  live.approval(approval);
  live.state('waiting');
}

function asksConfidence({ live, parts }: TurnView): boolean {
  return parts.scoring?.asksConfidence(live.record.project) ?? false;
}

function consultAnswer(event: Extract<EngineEvent, { kind: 'answer' }>, asked: boolean): ConsultAnswer {
  const read = answerSchema.safeParse(event.structured);
  const { confidence: given, ...answer } = read.success
    ? read.data
    : answerSchema.parse({ recommendation: event.text });
  // Unasked, a number beside such a word may be about anything.
  const confidence = given ?? (asked ? verbalizedConfidence(lastLine(answer.recommendation)) : undefined);
  return {
    ...answer,
    sources: answer.sources.map(({ kind, title, reference }) => ({
      kind,
      title,
      ...(reference !== undefined && { reference }),
    })),
    confidence: {
      ...(confidence !== undefined && { verbalized: confidence }),
      ...(event.tokenLogprobs && { tokenLogprobs: event.tokenLogprobs.map(rounded) }),
      ...(event.topLogprobs && { topLogprobs: event.topLogprobs.map((top) => top.map(rounded)) }),
    },
  };
}

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? '';
}

/** They are kept with the event, of thousands of tokens; further digits say nothing. */
const LOGPROB_DIGITS = 1e4;

function rounded(logprob: number): number {
  return Math.round(logprob * LOGPROB_DIGITS) / LOGPROB_DIGITS;
}

function cut(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax)}…`;
}
