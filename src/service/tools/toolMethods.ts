import type { ToolAnswer, ToolDescription } from '../../protocol/toolMethods.ts';
import { runTool } from '../../tools/runTool.ts';
import type { ProposalShelf } from '../../tools/toolContext.ts';
import { toolDescription } from '../../tools/toolDescription.ts';
import { USE_SERVER } from '../../tools/useServer.ts';
import { parseParams } from '../parseParams.ts';
import type { AskPart, ServiceContext, ServiceMethods } from '../serviceContext.ts';
import { loadTools } from './loadTools.ts';
import { memoryShelf } from './memoryShelf.ts';
import { offeredServers } from './offeredServers.ts';
import { toolboxOf } from './toolbox.ts';
import { connectionsSchema, toolRunSchema } from './toolParams.ts';

/** Tools one by one, for people, commands and other programs; they need no model. */
export function toolMethods(context: ServiceContext, ask: AskPart): ServiceMethods {
  const toolbox = toolboxOf(context, ask);
  const shelves = new Map<string, ProposalShelf>();
  const shelfOf = (project: string): ProposalShelf => {
    const shelf = shelves.get(project) ?? memoryShelf();
    shelves.set(project, shelf);
    return shelf;
  };
  return {
    'tools/list': async (_, call): Promise<{ readonly tools: readonly ToolDescription[] }> => ({
      tools: [...(await loadTools()), ...(await offeredServers(ask, call, context.log))].map(toolDescription),
    }),
    'tools/run': async (params, { signal }): Promise<ToolAnswer> => {
      const { name, input, project, trusted, connection, principal } = parseParams(toolRunSchema, params);
      const tool =
        (await loadTools()).find((known) => known.name === name) ??
        (name === USE_SERVER.name ? USE_SERVER : undefined);
      if (!tool) return { ok: false, code: 'not_found', message: `No tool is called "${name}".` };
      const { decide } = await toolbox.permissions();
      const { result, untrusted } = await runTool(tool, input, {
        context: toolbox.contextFor({
          project,
          trusted,
          connection,
          proposals: shelfOf(project ?? ''),
          signal: AbortSignal.any([signal, context.ending]),
          progress: (line) => context.emit('tools/progress', { name, line }),
        }),
        permit: decide,
        onDecision: (logged) => toolbox.record(logged),
        principal,
        taint: { tainted: false },
        // Approvals are given in a consultation, which shows the text that is approved.
        approvalOf: async () => false,
      });
      if (!result.ok) return { ok: false, code: result.code, message: result.message };
      return { ok: true, data: result.data, text: result.text, untrusted };
    },
    'connections/configure': async (params) => {
      toolbox.configure(parseParams(connectionsSchema, params).profiles);
      return {};
    },
  };
}
