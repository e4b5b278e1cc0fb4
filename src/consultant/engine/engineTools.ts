import type { RunnableConfig } from '@langchain/core/runnables';
import { type StructuredTool, tool } from '@langchain/core/tools';
import { interrupt } from '@langchain/langgraph';
import { errorMessage } from '../../core/errorMessage.ts';
import type {
  EngineAgent,
  EngineApprovalRequest,
  EngineTool,
  EngineToolCall,
  EngineToolOutcome,
} from '../consultantEngine.ts';
import type { RunContext } from './runContext.ts';
import { RUN_KEY } from './runContext.ts';

/** What a run waits for, as it stands in the thread. */
export interface PendingAsk {
  readonly ask: EngineApprovalRequest;
}

export interface Decided {
  readonly approved: boolean;
  readonly approvalId?: string;
  readonly note?: string;
}

/** A tool as the library wants it: events around it, approvals by interrupt at the root, failures as words. */
export function engineTool(given: EngineTool, agent: EngineAgent, run: RunContext): StructuredTool {
  return tool(
    async (input: unknown, config: RunnableConfig) => {
      const call = callOf(config);
      const worker = { agent, ...(call.run !== undefined && { run: call.run }) };
      const of = { ...worker, call: call.id, name: given.name, input };
      const startedAt = performance.now();
      run.emit({ kind: 'tool', state: 'started', ...of });
      const outcome = await settled(given, input, { ...worker, id: call.id }, run);
      const { result, untrusted } = outcome;
      const refused = !result.ok && ['refused', 'needs_approval'].includes(result.code);
      const words = result.ok ? result.text : `${result.code}: ${result.message}`;
      run.emit({
        kind: 'tool',
        state: result.ok ? 'finished' : refused ? 'refused' : 'failed',
        ...of,
        result: words,
        untrusted,
        durationMs: Math.round(performance.now() - startedAt),
      });
      return words;
    },
    { name: given.name, description: given.description, schema: given.input },
  );
}

async function settled(
  given: EngineTool,
  input: unknown,
  worker: { readonly id: string; readonly agent: EngineAgent },
  run: RunContext,
): Promise<EngineToolOutcome> {
  const call = { id: worker.id, agent: worker.agent, signal: run.signal };
  const outcome = await outcomeOf(given, input, call);
  if (outcome.result.ok || outcome.result.code !== 'needs_approval' || !outcome.ask) return outcome;
  if (worker.agent !== 'consultant') {
    const message =
      'Needs approval by the consultant: name the exact call in your report, and go on without it.';
    return { ...outcome, result: { ok: false, code: 'needs_approval', message } };
  }
  // Ends this run; when the thread is resumed the tool is run again and gets the decision here.
  const pending: PendingAsk = { ask: outcome.ask };
  const decided = interrupt<PendingAsk, Decided>(pending);
  if (!decided.approved) {
    const note = decided.note === undefined ? '' : ` The user says: ${decided.note}`;
    const message = `The user rejected it. Do not try it again unless asked to.${note}`;
    return { ...outcome, result: { ok: false, code: 'refused', message } };
  }
  return outcomeOf(given, input, {
    ...call,
    ...(decided.approvalId !== undefined && { approvalId: decided.approvalId }),
  });
}

/** What a tool throws is a mistake in it, of which the model hears as of any failure. */
async function outcomeOf(
  given: EngineTool,
  input: unknown,
  call: EngineToolCall,
): Promise<EngineToolOutcome> {
  try {
    return await given.call(input, call);
  } catch (error) {
    if (call.signal.aborted) throw error;
    const decision = { decision: 'deny', policyId: 'tool-failed', reason: 'The tool failed.' } as const;
    const result = { ok: false, code: 'failed', message: errorMessage(error) } as const;
    return { result, untrusted: false, decision };
  }
}

function callOf(config: RunnableConfig): { readonly id: string; readonly run?: string } {
  const id = 'toolCallId' in config && typeof config.toolCallId === 'string' ? config.toolCallId : '';
  const run = config.configurable?.[RUN_KEY];
  return { id, ...(typeof run === 'string' && { run }) };
}
