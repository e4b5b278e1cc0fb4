import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { type BaseMessage, HumanMessage } from '@langchain/core/messages';
import { Command } from '@langchain/langgraph';
import type { BaseCheckpointSaver, CheckpointTuple } from '@langchain/langgraph-checkpoint';
import { runMeter } from '../../core/consult/budget.ts';
import type {
  ConsultantEngine,
  EngineAgent,
  EngineEvent,
  EngineResume,
  EngineSnapshot,
} from '../consultantEngine.ts';
import type { ModelUsage } from '../models/usage.ts';
import { givenAnswer } from './answerTool.ts';
import { type ConsultantAgent, consultantAgent } from './consultantAgent.ts';
import { EngineFailure, failureOf } from './engineFailure.ts';
import type { Decided, PendingAsk } from './engineTools.ts';
import { EventQueue } from './eventQueue.ts';
import { ModelListener } from './modelListener.ts';
import { AGENT_KEY, type RunContext } from './runContext.ts';
import { copyThread, interruptOf, readThread } from './threads.ts';
import { todosOf } from './todos.ts';
import { stateFiles } from './virtualFiles.ts';

/** Models as the engine needs them. */
export interface EngineModels {
  chat(
    use: 'deep' | 'small' | { readonly id: string },
    options: {
      readonly logprobs?: boolean;
      readonly temperature?: number;
      readonly onUsage?: (usage: ModelUsage) => void;
      readonly onNotice?: (level: 'info' | 'warning', text: string) => void;
    },
  ): BaseChatModel;
}

export interface EngineOptions {
  readonly models: EngineModels;
  readonly saver: BaseCheckpointSaver;
}

/** Steps of the graph: each call of a model and each round of tools takes a few; the meter ends a run before. */
const STEPS_MAX = 2_000;

/** The engine on deepagents and LangGraph; threads live in the saver, nothing in the engine itself. */
export function createConsultantEngine({ models, saver }: EngineOptions): ConsultantEngine {
  const stream = (request: EngineResume, input: unknown): AsyncIterable<EngineEvent> => {
    const queue = new EventQueue<EngineEvent>();
    const run: RunContext = {
      emit: (event) => queue.push(event),
      signal: request.signal,
      meter: runMeter(request.limits),
      logprobs: undefined,
      model: (use, agent) =>
        models.chat(use, {
          logprobs: use === 'deep' && agent === 'consultant',
          onNotice: (level, text) => queue.push({ kind: 'notice', level, text }),
          onUsage: (usage) => tellUsage(run, agent, usage),
        }),
    };
    void work(request, input, run).then(
      (last) => {
        queue.push(last);
        queue.close();
      },
      (error: unknown) => {
        const { code, message } = failureOf(error, request.signal);
        queue.push({ kind: 'failed', code, message });
        queue.close();
      },
    );
    return queue.drain();
  };

  /** Works until the run ends; returns its last event. */
  const work = async (request: EngineResume, input: unknown, run: RunContext): Promise<EngineEvent> => {
    request.signal.throwIfAborted();
    const agent = consultantAgent(request, run, saver);
    const config = {
      configurable: { thread_id: request.threadId },
      metadata: { [AGENT_KEY]: 'consultant' },
      callbacks: [new ModelListener(run)],
      signal: request.signal,
      recursionLimit: STEPS_MAX,
    };
    const updates = await agent.stream(
      // SAFETY: a question with files, a decision, or nothing to go on with: what the graph takes.
      input as Parameters<ConsultantAgent['stream']>[0],
      { ...config, streamMode: 'updates' as const },
    );
    for await (const update of updates) tellTodos(update, run);
    request.signal.throwIfAborted();
    const last = lastEvent(await saver.getTuple(config));
    return last.kind === 'answer' ? { ...last, ...run.logprobs } : last;
  };

  return {
    run: (request) =>
      stream(request, {
        messages: [new HumanMessage(request.question)],
        files: stateFiles(request.files),
      }),
    resume: (request) => {
      const { decision } = request;
      if (!decision) return stream(request, null);
      const { interruptId, ...decided } = decision;
      return stream(request, new Command({ resume: { [interruptId]: decided satisfies Decided } }));
    },
    snapshot: async (threadId): Promise<EngineSnapshot | undefined> => readThread(saver, threadId),
    fork: (threadId, newThreadId) => copyThread(saver, threadId, newThreadId),
    delete: (threadId) => saver.deleteThread(threadId),
  };
}

function tellUsage(run: RunContext, agent: EngineAgent, usage: ModelUsage): void {
  const { model, tokensIn, tokensOut, tokensReasoning, method } = usage;
  run.meter.addTokens(tokensIn + tokensOut);
  const reasoning = tokensReasoning > 0 && { tokensReasoning };
  run.emit({ kind: 'usage', agent, model, tokensIn, tokensOut, ...reasoning, method });
}

function tellTodos(update: unknown, run: RunContext): void {
  if (typeof update !== 'object' || update === null) return;
  for (const part of Object.values(update)) {
    const todos = todosOf(part);
    if (todos) run.emit({ kind: 'todos', todos });
  }
}

function lastEvent(tuple: CheckpointTuple | undefined): EngineEvent {
  const interrupted = tuple && interruptOf(tuple);
  if (interrupted) {
    // SAFETY: only tools that ask for approval interrupt, with what they ask.
    const { ask } = interrupted.value as PendingAsk;
    return { kind: 'interrupt', interruptId: interrupted.id, ask };
  }
  // SAFETY: the graph keeps its messages under this name.
  const messages = tuple?.checkpoint.channel_values.messages as readonly BaseMessage[] | undefined;
  const answer = givenAnswer(messages ?? []);
  if (!answer) throw new EngineFailure('bad_output', 'The model ended without an answer.');
  return { kind: 'answer', ...answer };
}
