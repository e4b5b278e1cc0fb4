import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { ToolRunParams } from '../protocol/toolMethods.ts';
import type { AgentSession } from './agentSession.ts';
import { answered, refusal, reply } from './toolReply.ts';

const SQL_LENGTH_MAX = 500_000;
const sql = z.string().min(1).max(SQL_LENGTH_MAX);

const answerSchema = z.union([
  z.object({ ok: z.literal(true), data: z.unknown(), text: z.string() }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);

const READS = { readOnlyHint: true, idempotentHint: true, openWorldHint: false } as const;

/** Tools that need no model: the same ones that the editor and the consultant use. */
export function registerPlainTools(server: McpServer, session: AgentSession): void {
  const run = async (
    name: string,
    input: Readonly<Record<string, unknown>>,
    signal: AbortSignal,
  ): Promise<CallToolResult> =>
    answered(async () => {
      const params: ToolRunParams = {
        name,
        input,
        project: await session.project(),
        trusted: session.trusted,
        principal: 'external-agent',
      };
      const answer = answerSchema.parse(await session.service.request('tools/run', params, { signal }));
      if (!answer.ok) return refusal(answer.code, answer.message);
      return reply({ result: answer.data }, answer.text);
    });
  const outputSchema = { result: z.unknown() };

  server.registerTool(
    'search_patterns',
    {
      title: 'Search fix patterns',
      description: 'Find verified fix patterns of this user’s library by words, names or code.',
      inputSchema: { query: z.string().min(1).max(2_000), limit: z.number().int().min(1).max(20).optional() },
      outputSchema,
      annotations: READS,
    },
    (input, { signal }) => run('search_patterns', input, signal),
  );
  server.registerTool(
    'check_sql',
    {
      title: 'Check SQL',
      description: 'Guardian findings on SQL text for Postgres and Supabase: rule, severity, line, remedy.',
      inputSchema: { sql },
      outputSchema,
      annotations: READS,
    },
    (input, { signal }) => run('check_sql', input, signal),
  );
  server.registerTool(
    'verify_migration',
    {
      title: 'Verify a migration',
      description:
        'Run a migration up, down and up again on a throw-away Postgres that holds the project’s schema: verdict, locks, rewrites, lost data. Nothing real is touched. Without `down` one is written.',
      inputSchema: { up: sql, down: sql.optional() },
      outputSchema,
      annotations: READS,
    },
    (input, { signal }) => run('verify_migration', input, signal),
  );
  server.registerTool(
    'explain_locks',
    {
      title: 'Explain locks',
      description: 'Which locks SQL statements take and what these block, measured on a throw-away Postgres.',
      inputSchema: { sql },
      outputSchema,
      annotations: READS,
    },
    (input, { signal }) => run('explain_locks', input, signal),
  );
}
