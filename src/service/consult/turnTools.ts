import { randomBytes, randomUUID } from 'node:crypto';
import type { EngineTool, EngineToolCall, EngineToolOutcome } from '../../consultant/consultantEngine.ts';
import { migrationPaths } from '../../core/consult/consultFiles.ts';
import { withEvidence } from '../../core/consult/plan.ts';
import { markUntrusted, neutralise } from '../../core/consult/untrusted.ts';
import type { AgentName, Proposal } from '../../protocol/consult.ts';
import { type ApprovalWanted, runTool, type TurnTaint } from '../../tools/runTool.ts';
import type { AnyConsultTool } from '../../tools/tool.ts';
import type { ProposalShelf, ToolContext } from '../../tools/toolContext.ts';
import type { ToolsPart } from './consultParts.ts';
import type { ConsultStore } from './consultStore.ts';
import type { LiveConsultation } from './liveConsultation.ts';

const BOUNDARY_BYTES = 16;

export interface TurnToolsOptions {
  readonly live: LiveConsultation;
  readonly store: ConsultStore;
  readonly part: ToolsPart;
  readonly context: ToolContext;
  /** Shared by all tools of the turn. */
  readonly taint: TurnTaint;
}

/** The tools of one turn, each under the policy, with what strangers may have written marked before a model reads it. */
export function turnTools(options: TurnToolsOptions): readonly EngineTool[] {
  return options.part.tools.map(
    (tool): EngineTool => ({
      name: tool.name,
      title: tool.title,
      description: tool.description,
      input: tool.input,
      action: tool.action,
      call: (input, call) => callTool(tool, input, call, options),
    }),
  );
}

async function callTool(
  tool: AnyConsultTool,
  input: unknown,
  call: EngineToolCall,
  { live, store, part, context, taint }: TurnToolsOptions,
): Promise<EngineToolOutcome> {
  const outcome = await runTool(tool, input, {
    context,
    permit: part.permit,
    onDecision: (logged) => part.record(logged, live.id),
    principal: call.agent,
    taint,
    approvalOf: (wanted) => useApproval(live, store, call.approvalId, wanted),
  });
  if (taint.tainted && !live.record.details.isTainted) live.set({}, { isTainted: true });
  const { result } = outcome;
  if (result.ok && outcome.untrusted) {
    const marking = { source: tool.title, boundary: randomBytes(BOUNDARY_BYTES).toString('hex') };
    return { ...outcome, result: { ...result, text: markUntrusted(result.text, marking) } };
  }
  // Databases repeat in their errors what stands in their rows.
  if (!result.ok && tool.untrustedOutput) {
    return { ...outcome, result: { ...result, message: neutralise(result.message) } };
  }
  return outcome;
}

async function useApproval(
  live: LiveConsultation,
  store: ConsultStore,
  id: string | undefined,
  { tool, hash, target }: ApprovalWanted,
): Promise<boolean> {
  const approval = live.approvals.find((each) => each.id === id);
  // The same text on another database was not what the user approved.
  if (!approval || approval.target !== target) return false;
  if (!(await store.useApproval({ id: approval.id, hash, tool }))) return false;
  live.approval({ ...approval, state: 'used' });
  return true;
}

/** Proposals of a consultation: numbered files with their way back, and a card. One is added after another. */
export function proposalShelf(live: LiveConsultation, store: ConsultStore): ProposalShelf {
  let adding: Promise<unknown> = Promise.resolve();
  const add: ProposalShelf['add'] = async (given) => {
    const paths = (await store.files(live.id)).map(({ path }) => path);
    const placed = migrationPaths(given.title, paths);
    const proposal: Proposal = { ...given, id: randomUUID(), ...placed };
    await saveAndTell(live, store, 'migration-specialist', {
      [proposal.upPath]: proposal.up,
      [proposal.downPath]: proposal.down,
    });
    live.proposal(proposal);
    const line = `Proposal ${proposal.number}, ${proposal.title}: ${proposal.verdict}`;
    live.plan(withEvidence(live.record.details.plan, line, 'migration'));
    return proposal;
  };
  return {
    list: () => live.proposals,
    add: (given) => {
      const next = adding.then(() => add(given));
      adding = next.catch(() => undefined);
      return next;
    },
  };
}

/** Keeps texts as versions and tells of those that changed. @throws when another version than the base is there */
export async function saveAndTell(
  live: LiveConsultation,
  store: ConsultStore,
  author: AgentName | 'user',
  texts: Readonly<Record<string, string>>,
  baseVersion?: number,
): Promise<void> {
  const files = Object.entries(texts).map(([path, text]) => ({
    path,
    text,
    author,
    ...(baseVersion !== undefined && { baseVersion }),
  }));
  const versions = await store.saveFiles(live.id, files);
  for (const [index, { path, text }] of files.entries()) {
    const version = versions[index];
    if (version !== undefined) {
      live.note({ kind: 'file', path, version, bytes: Buffer.byteLength(text) });
    }
  }
}
