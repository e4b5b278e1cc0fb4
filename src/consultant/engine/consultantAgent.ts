import type { BaseCheckpointSaver } from '@langchain/langgraph-checkpoint';
import { createDeepAgent, createSubAgentMiddleware } from 'deepagents';
import { createMiddleware } from 'langchain';
import type { EngineRun } from '../consultantEngine.ts';
import { answerMiddleware } from './answerTool.ts';
import { engineTool } from './engineTools.ts';
import { limitsMiddleware } from './limitsMiddleware.ts';
import { longThreadsMiddleware } from './longThreads.ts';
import type { RunContext } from './runContext.ts';
import { soundHistoryMiddleware } from './soundHistory.ts';
import { soundOutputMiddleware } from './soundOutput.ts';
import { specialistAgent } from './specialistAgent.ts';
import { todosMiddleware } from './todos.ts';
import { fileEventsMiddleware, filesMiddleware } from './virtualFiles.ts';

export type AgentRequest = Pick<EngineRun, 'route' | 'prompt' | 'tools' | 'specialists'>;

/** The consultant: direct ones answer with tools alone, planned ones keep a plan and files and have specialists. */
export function consultantAgent(request: AgentRequest, run: RunContext, checkpointer: BaseCheckpointSaver) {
  const isPlanned = request.route === 'planned';
  const model = run.model('deep', 'consultant');
  return createDeepAgent({
    model,
    name: 'consultant',
    systemPrompt: request.prompt,
    tools: request.tools.map((tool) => engineTool(tool, 'consultant', run)),
    checkpointer,
    // Those named as the library's own stand in their place.
    middleware: [
      filesMiddleware(isPlanned),
      isPlanned ? delegation(request, run, model) : createMiddleware({ name: 'subAgentMiddleware' }),
      longThreadsMiddleware(run),
      soundHistoryMiddleware(),
      fileEventsMiddleware(run),
      ...(isPlanned ? [todosMiddleware()] : []),
      answerMiddleware(),
      soundOutputMiddleware(run),
      limitsMiddleware(run),
    ],
  });
}

function delegation(
  { specialists, tools }: AgentRequest,
  run: RunContext,
  model: ReturnType<RunContext['model']>,
) {
  const list = specialists.map(({ name, description }) => `- ${name}: ${description}`).join('\n');
  return createSubAgentMiddleware({
    defaultModel: model,
    generalPurposeAgent: false,
    subagents: specialists.map((specialist) => specialistAgent(specialist, tools, run)),
    taskDescription: `Give a specialist a task; it sees nothing but your description and answers with one report. Give independent tasks at once.\n${list}`,
  });
}

export type ConsultantAgent = ReturnType<typeof consultantAgent>;
