import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { type RunnableConfig, RunnableLambda } from '@langchain/core/runnables';
import { isGraphBubbleUp } from '@langchain/langgraph';
import { type CompiledSubAgent, createSubAgent } from 'deepagents';
import type { EngineSpecialist, EngineTool } from '../consultantEngine.ts';
import { failureOf } from './engineFailure.ts';
import { engineTool } from './engineTools.ts';
import { limitsMiddleware } from './limitsMiddleware.ts';
import { longThreadsMiddleware } from './longThreads.ts';
import { messageText } from './messageText.ts';
import { AGENT_KEY, RUN_KEY, type RunContext } from './runContext.ts';
import { soundHistoryMiddleware } from './soundHistory.ts';
import { soundOutputMiddleware } from './soundOutput.ts';
import { changedFiles, fileEventsMiddleware, filesMiddleware, type StateFiles } from './virtualFiles.ts';

/** Codes after which the whole run cannot go on either. */
const ENDS_ALL = ['budget', 'cancelled', 'no_model', 'quota', 'unauthorised', 'unreachable', 'rate_limited'];

/** A specialist with its own prompt and tools, that works on one task at a time and reports. */
export function specialistAgent(
  specialist: EngineSpecialist,
  tools: readonly EngineTool[],
  run: RunContext,
): CompiledSubAgent {
  const { name, description, prompt, notes } = specialist;
  const agent = createSubAgent({
    name,
    description,
    systemPrompt:
      notes.length === 0 ? prompt : `${prompt}\n\nWhat you learned before:\n- ${notes.join('\n- ')}`,
    model: run.model('deep', name),
    tools: tools
      .filter((tool) => specialist.tools.includes(tool.name))
      .map((tool) => engineTool(tool, name, run)),
    middleware: [
      filesMiddleware(true),
      fileEventsMiddleware(run),
      longThreadsMiddleware(run),
      soundHistoryMiddleware(),
      soundOutputMiddleware(run),
      limitsMiddleware(run),
    ],
  });
  const runnable = RunnableLambda.from(async (state: SpecialistState, config: RunnableConfig) => {
    const task = messageText(state.messages.at(-1) ?? new AIMessage(''));
    const id = callIdOf(config);
    const startedAt = performance.now();
    const of = { kind: 'agent' as const, run: id, agent: name, task };
    const since = (): number => Math.round(performance.now() - startedAt);
    run.emit({ ...of, state: 'started' });
    try {
      const result = await agent.invoke(
        // Summaries and plans are each agent's own.
        // SAFETY: the files middleware adds their channel, which the type of agents made from a list does not show.
        { messages: [...state.messages], files: state.files } as { messages: BaseMessage[] },
        {
          ...config,
          metadata: { ...config.metadata, [AGENT_KEY]: name, [RUN_KEY]: id },
          configurable: { ...config.configurable, [RUN_KEY]: id },
        },
      );
      const report = messageText(result.messages.at(-1) ?? new AIMessage(''));
      run.emit({ ...of, state: 'finished', result: report, durationMs: since() });
      const files = changedFiles(state.files, 'files' in result ? result.files : undefined);
      return { messages: result.messages, files };
    } catch (error) {
      if (isGraphBubbleUp(error)) throw error;
      const failure = failureOf(error, run.signal);
      run.emit({ ...of, state: 'failed', result: failure.message, durationMs: since() });
      if (ENDS_ALL.includes(failure.code)) throw failure;
      return { messages: [new AIMessage(`This specialist failed: ${failure.message}`)] };
    }
  });
  return { name, description, runnable };
}

interface SpecialistState {
  readonly messages: readonly BaseMessage[];
  readonly files?: StateFiles;
}

function callIdOf(config: RunnableConfig): string {
  const call = 'toolCall' in config ? config.toolCall : undefined;
  if (typeof call === 'object' && call !== null && 'id' in call && typeof call.id === 'string')
    return call.id;
  return 'toolCallId' in config && typeof config.toolCallId === 'string' ? config.toolCallId : '';
}
