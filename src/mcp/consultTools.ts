import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import type { ConsultContinueParams, ConsultStartParams } from '../protocol/consultMethods.ts';
import type { AgentSession } from './agentSession.ts';
import { type ConsultationView, readConsultation, STATUS_SHAPE, statusOf } from './consultationView.ts';
import { answered, reply } from './toolReply.ts';

/** Clients give up on a call after a minute; the answer comes before. */
const WAIT_SECONDS_MAX = 50;
/** An event may be missed while the service is replaced. */
const LOOK_AGAIN_MS = 5_000;

const startedSchema = z.object({ consultationId: z.string() });

const waitSeconds = z
  .number()
  .min(0)
  .max(WAIT_SECONDS_MAX)
  .optional()
  .describe('wait this long for the work to end; 0 answers at once');
const mode = z.enum(['auto', 'direct', 'planned']).optional();

/** Starting, continuing and following consultations. */
export function registerConsultTools(server: McpServer, session: AgentSession): void {
  const { service } = session;
  const view = async (id: string, signal: AbortSignal): Promise<ConsultationView> =>
    readConsultation(await service.request('consult/get', { consultationId: id }, { signal }));

  server.registerTool(
    'consult_start',
    {
      title: 'Start a consultation',
      description:
        'Ask the Postgres/Supabase consultant for a design, a migration, a review or the cause of a problem. It reads the real schema, plans, and proves each migration up, down and up again. Returns a consultation to follow with consult_status.',
      inputSchema: { question: z.string().min(1).max(20_000), mode, wait_seconds: waitSeconds },
      outputSchema: STATUS_SHAPE,
      annotations: { readOnlyHint: true, openWorldHint: true },
    },
    ({ question, mode: route, wait_seconds: wait }, { signal }) =>
      answered(async () => {
        const params: ConsultStartParams = {
          question,
          project: await session.project(),
          trusted: session.trusted,
          ...(route && { mode: route }),
        };
        const { consultationId } = startedSchema.parse(
          await service.request('consult/start', params, { signal }),
        );
        return reply(statusOf(await settled(session, consultationId, wait ?? 0, view, signal)));
      }),
  );
  server.registerTool(
    'consult_continue',
    {
      title: 'Continue a consultation',
      description:
        'Ask a follow-up question, or tell what changed, in a consultation that was started before.',
      inputSchema: {
        consultation: z.string(),
        text: z.string().min(1).max(20_000),
        mode,
        wait_seconds: waitSeconds,
      },
      outputSchema: STATUS_SHAPE,
      annotations: { readOnlyHint: true, openWorldHint: true },
    },
    ({ consultation, text, mode: route, wait_seconds: wait }, { signal }) =>
      answered(async () => {
        const params: ConsultContinueParams = {
          consultationId: consultation,
          text,
          ...(route && { mode: route }),
        };
        await service.request('consult/continue', params, { signal });
        return reply(statusOf(await settled(session, consultation, wait ?? 0, view, signal)));
      }),
  );
  server.registerTool(
    'consult_status',
    {
      title: 'Status of a consultation',
      description:
        'State, plan, answer and proposals of a consultation. A proposal’s SQL is read as a resource. Approvals are given by the user in the editor, never by an agent.',
      inputSchema: { consultation: z.string(), wait_seconds: waitSeconds },
      outputSchema: STATUS_SHAPE,
      annotations: { readOnlyHint: true, idempotentHint: true },
    },
    ({ consultation, wait_seconds: wait }, { signal }) =>
      answered(async () => reply(statusOf(await settled(session, consultation, wait ?? 0, view, signal)))),
  );
}

/** The consultation once it runs no more, or as it is when the time is up. */
async function settled(
  { service }: AgentSession,
  id: string,
  waitSecondsMax: number,
  view: (id: string, signal: AbortSignal) => Promise<ConsultationView>,
  signal: AbortSignal,
): Promise<ConsultationView> {
  const endsAt = performance.now() + waitSecondsMax * 1000;
  let wake = (): void => {};
  const stop = service.onEvent((event, params) => {
    if (event === 'service/reconnected' || (event === 'consult/event' && isOf(params, id))) wake();
  });
  try {
    for (;;) {
      // Listening begins before looking: what happens in between wakes the wait.
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const now = await view(id, signal);
      const leftMs = endsAt - performance.now();
      if (now.state !== 'running' || leftMs <= 0 || signal.aborted) return now;
      await Promise.race([woken, pause(Math.min(leftMs, LOOK_AGAIN_MS), signal)]);
    }
  } finally {
    stop();
  }
}

function isOf(params: unknown, id: string): boolean {
  return (
    typeof params === 'object' &&
    params !== null &&
    'consultationId' in params &&
    params.consultationId === id &&
    'stored' in params
  );
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
