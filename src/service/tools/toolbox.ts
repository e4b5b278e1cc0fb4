import { randomUUID } from 'node:crypto';
import { errorMessage } from '../../core/errorMessage.ts';
import { VERSION } from '../../core/version.ts';
import { loadPermissions, type Permissions } from '../../engines/cedar/cedarPermissions.ts';
import { ShadowError } from '../../engines/shadow/shadowService.ts';
import { connectShadow } from '../../engines/shadow/sharedShadow.ts';
import { createEngines, type Engines } from '../../engines/workspace/engines.ts';
import type { ConnectionProfile } from '../../protocol/connectionMethods.ts';
import type { LoggedDecision } from '../../tools/runTool.ts';
import type { ProposalShelf, ToolContext } from '../../tools/toolContext.ts';
import type { AskPart, ServiceContext } from '../serviceContext.ts';
import { IdleShadow } from './idleShadow.ts';
import { OpenProjects } from './openProjects.ts';
import { engineLocations, permissionPlaces, shadowProgram } from './programPlaces.ts';

/** Between two questions of a conversation the shadow stays; its process takes hundreds of megabytes. */
const SHADOW_IDLE_MS = 120_000;

export interface ToolWork {
  /** Folder of the project, absolute; absent for a question about none. */
  readonly project?: string | undefined;
  readonly trusted: boolean;
  readonly connection?: string | undefined;
  readonly proposals: ProposalShelf;
  readonly signal: AbortSignal;
  readonly progress?: (line: string) => void;
}

/** Everything tools of one service share: parsers, the shadow, open projects, connections and policies. */
export interface Toolbox {
  readonly connections: ReadonlyMap<string, ConnectionProfile>;
  /** Replaces the profiles; they are kept in memory alone. */
  configure(profiles: readonly ConnectionProfile[]): void;
  /** What a tool gets to work with. */
  contextFor(work: ToolWork): ToolContext;
  /** The policies in force, read anew so that an edit holds from the next question on. */
  permissions(): Promise<Permissions>;
  /** Keeps a decision in the log of the policy; what cannot be kept is told in the service's own log. */
  record(logged: LoggedDecision, consultationId?: string): void;
}

const toolboxes = new WeakMap<ServiceContext, Toolbox>();

/** The toolbox of a service: the same for all of its parts. */
export function toolboxOf(context: ServiceContext, ask: AskPart): Toolbox {
  let toolbox = toolboxes.get(context);
  if (!toolbox) {
    toolbox = openToolbox(context, ask);
    toolboxes.set(context, toolbox);
  }
  return toolbox;
}

function openToolbox(context: ServiceContext, ask: AskPart): Toolbox {
  const connections = new Map<string, ConnectionProfile>();
  const engines: Engines = createEngines({
    ...engineLocations(),
    report: (message) => context.log(`rules: ${message}`),
  });
  const projects = new OpenProjects(engines);
  const shadow = new IdleShadow(() => {
    const program = shadowProgram();
    if (program === undefined) {
      throw new ShadowError('unavailable', 'The shadow database is missing from this build of Fixward.');
    }
    return connectShadow({ version: VERSION, program, environment: context.environment });
  }, SHADOW_IDLE_MS);
  context.ending.addEventListener('abort', () => void shadow.dispose(), { once: true });
  return {
    connections,
    configure: (profiles) => {
      connections.clear();
      for (const profile of profiles) connections.set(profile.name, profile);
    },
    contextFor: ({ project, trusted, connection, proposals, signal, progress }) => ({
      ...(project !== undefined && { project: () => projects.open(project, trusted) }),
      trusted,
      engines,
      shadow: async () => shadow,
      connections,
      ...(connection !== undefined && { connection }),
      ask: (method, params) => ask(method, params, { signal, requestId: randomUUID() }),
      proposals,
      signal,
      progress: progress ?? (() => {}),
    }),
    permissions: () => loadPermissions(permissionPlaces(context.home)),
    record: (logged, consultationId) => {
      context.keepAlive(
        recordDecision(context, logged, consultationId).catch((error: unknown) =>
          context.log(`policy: a decision was not kept: ${errorMessage(error)}`),
        ),
      );
    },
  };
}

async function recordDecision(
  { store }: ServiceContext,
  { request, decision }: LoggedDecision,
  consultationId: string | undefined,
): Promise<void> {
  const { principal, tool, action, target, tainted, trusted, writable, approved } = request;
  const answer = await store.call('record_policy_decisions', {
    decisions: [
      {
        id: randomUUID(),
        ...(consultationId !== undefined && { consultation_id: consultationId }),
        principal,
        tool,
        action,
        target_kind: target.kind,
        ...(target.name !== undefined && { target_name: target.name }),
        ...(target.environment !== undefined && { environment: target.environment }),
        tainted,
        trusted,
        writable,
        approved,
        decision: decision.decision,
        policy_id: decision.policyId,
        reason: decision.reason,
        happened_at: new Date().toISOString(),
      },
    ],
  });
  if (!answer.ok) throw new Error(answer.error.message);
}
