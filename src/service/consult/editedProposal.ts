import { runTool } from '../../tools/runTool.ts';
import type { ConsultParts } from './consultParts.ts';
import type { LiveConsultation } from './liveConsultation.ts';
import { proposalShelf } from './turnTools.ts';

const PROPOSING = 'propose_migration';

/** Proves the user's own text as a proposal of its own; says in one line what came of it. */
export async function proveEdited(
  live: LiveConsultation,
  parts: ConsultParts,
  title: string,
  up: string,
): Promise<string> {
  const { ending, store } = parts;
  const part = await parts.tools(ending);
  const tool = part.tools.find(({ name }) => name === PROPOSING);
  if (!tool) return `${PROPOSING} is not there to prove it.`;
  const { project, details } = live.record;
  const { result } = await runTool(
    tool,
    { title, up },
    {
      context: part.contextFor({
        project,
        trusted: details.trusted,
        connection: details.connection,
        proposals: proposalShelf(live, store),
        signal: ending,
      }),
      permit: part.permit,
      onDecision: (logged) => part.record(logged, live.id),
      principal: 'user',
      taint: { tainted: false },
      approvalOf: async () => false,
    },
  );
  return result.ok ? result.text : `It could not be proven: ${result.message}`;
}
