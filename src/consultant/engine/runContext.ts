import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { RunMeter } from '../../core/consult/budget.ts';
import type { EngineAgent, EngineEvent } from '../consultantEngine.ts';
import type { TokenLogprobs } from '../models/logprobs.ts';

/** What everything that works on one run shares. */
export interface RunContext {
  emit(event: EngineEvent): void;
  readonly signal: AbortSignal;
  readonly meter: RunMeter;
  /** Of the last text the consultant said, where its endpoint gives them; kept out of the thread. */
  logprobs: TokenLogprobs | undefined;
  model(use: 'deep' | 'small', agent: EngineAgent): BaseChatModel;
}

/** Marks calls whose words are not for the reader, such as summaries. */
export const QUIET_TAG = 'fixward:quiet';
/** In the metadata of everything that runs: who it runs for. */
export const AGENT_KEY = 'fixward_agent';
export const RUN_KEY = 'fixward_run';

const AGENTS: readonly EngineAgent[] = [
  'consultant',
  'schema-analyst',
  'migration-specialist',
  'performance-optimizer',
  'documentation-researcher',
];

export interface Worker {
  readonly agent: EngineAgent;
  readonly run?: string;
}

/** Who a piece of work is done for, from its metadata. */
export function workerOf(metadata: Readonly<Record<string, unknown>> | undefined): Worker {
  const agent = AGENTS.find((name) => name === metadata?.[AGENT_KEY]) ?? 'consultant';
  const run = metadata?.[RUN_KEY];
  return { agent, ...(typeof run === 'string' && run !== '' && { run }) };
}
