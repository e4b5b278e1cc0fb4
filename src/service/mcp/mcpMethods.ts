import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import type { ServerConnection } from '../../engines/mcpClient/serverConnection.ts';
import { ServerFailure } from '../../engines/mcpClient/serverFailure.ts';
import type { McpServerSettings, McpServerStatus } from '../../protocol/connectionMethods.ts';
import { parseParams } from '../parseParams.ts';
import type { ServiceContext, ServiceMethods } from '../serviceContext.ts';

const texts = z.record(z.string(), z.string());
const purposes = z.enum(['database', 'documentation', 'tasks', 'other']);

const configureSchema = z.object({
  servers: z
    .array(
      z.object({
        name: z.string().min(1).max(100),
        transport: z.discriminatedUnion('kind', [
          z.object({
            kind: z.literal('stdio'),
            command: z.string().min(1),
            args: z.array(z.string()),
            environment: texts.optional(),
          }),
          z.object({
            kind: z.literal('http'),
            url: z.url({ protocol: /^https?$/u }),
            headers: texts.optional(),
          }),
        ]),
        tools: z.array(z.string()),
        purpose: purposes.optional(),
      }),
    )
    .max(20),
});

/** Servers of other purposes are not started. */
const listSchema = z.object({ purpose: purposes.optional() });

const callSchema = z.object({
  server: z.string().optional(),
  /** The first configured server of the purpose, when none is named. */
  purpose: purposes.optional(),
  tool: z.string(),
  input: z.record(z.string(), z.unknown()),
});

interface Configured {
  readonly settings: McpServerSettings;
  readonly connection: ServerConnection;
}

/** Results of other servers are read by a model: longer ones are cut. */
const RESULT_LENGTH_MAX = 60_000;

/** Other servers that the user has configured, and the tools of theirs that may be used. */
export function mcpMethods(context: ServiceContext): ServiceMethods {
  let servers: readonly Configured[] = [];
  const status = (): { servers: readonly McpServerStatus[] } => ({ servers: servers.map(statusOf) });
  const changed = (): void => context.emit('mcp/changed', status());
  context.ending.addEventListener('abort', () => {
    for (const { connection } of servers) void connection.close();
  });
  return {
    'mcp/configure': async (params) => {
      const { servers: wanted } = parseParams(configureSchema, params);
      // The protocol's library is large, and most people configure no server.
      const connect =
        wanted.length === 0 ? undefined : await import('../../engines/mcpClient/serverConnection.ts');
      const before = servers;
      servers = wanted.flatMap((parsed) => {
        // SAFETY: an absent field is left out by the schema, where the type would have it undefined.
        const settings = parsed as McpServerSettings;
        const same = before.find((one) => JSON.stringify(one.settings) === JSON.stringify(settings));
        if (same) return [same];
        if (!connect) return [];
        const { ServerConnection: Connection, SERVER_LIMITS } = connect;
        return [{ settings, connection: new Connection(settings, SERVER_LIMITS, changed) }];
      });
      for (const one of before) if (!servers.includes(one)) void one.connection.close();
      changed();
      return status();
    },
    'mcp/status': async () => status(),
    'mcp/listTools': async (params, { signal }) => {
      const { purpose } = parseParams(listSchema, params);
      const asked = servers.filter(
        ({ settings }) => purpose === undefined || (settings.purpose ?? 'other') === purpose,
      );
      const lists = await Promise.all(asked.map((server) => allowedTools(server, signal)));
      return { tools: lists.flat() };
    },
    'mcp/callTool': async (params, { signal }) => {
      const { server, purpose, tool, input } = parseParams(callSchema, params);
      const found = servers.find(({ settings }) =>
        server === undefined ? settings.purpose === purpose : settings.name === server,
      );
      if (!found) return failed('not_found', notConfigured(server, purpose));
      const { settings, connection } = found;
      if (!settings.tools.includes(tool)) {
        return failed(
          'refused',
          `${settings.name}: "${tool}" is not among the tools you allowed; see fixward.mcp.servers.`,
        );
      }
      try {
        const result = await connection.call(tool, input, signal);
        const text = textOf(result);
        if (result.isError === true)
          return failed('failed', text === '' ? `${tool} failed without saying why.` : text);
        return { ok: true, server: settings.name, text, data: result.structuredContent };
      } catch (error) {
        if (error instanceof ServerFailure) return failed(error.code, error.message);
        throw error;
      }
    },
  };
}

async function allowedTools(
  { settings, connection }: Configured,
  signal: AbortSignal,
): Promise<readonly unknown[]> {
  try {
    const tools = await connection.tools(signal);
    return tools
      .filter(({ name }) => settings.tools.includes(name))
      .map(({ name, description, inputSchema }) => ({
        server: settings.name,
        purpose: settings.purpose ?? 'other',
        name,
        description: description ?? '',
        inputSchema,
      }));
  } catch (error) {
    // Its state says why; the others' tools are there all the same.
    if (error instanceof ServerFailure) return [];
    throw error;
  }
}

function statusOf({ settings, connection }: Configured): McpServerStatus {
  const { problem } = connection;
  return {
    name: settings.name,
    state: connection.state,
    ...(problem !== undefined && { problem }),
    tools: connection.known.map(({ name }) => ({ name, allowed: settings.tools.includes(name) })),
  };
}

function textOf({ content }: CallToolResult): string {
  const text = content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n');
  if (text.length <= RESULT_LENGTH_MAX) return text;
  return `${text.slice(0, RESULT_LENGTH_MAX)}\n… ${text.length - RESULT_LENGTH_MAX} more characters`;
}

function notConfigured(server: string | undefined, purpose: string | undefined): string {
  return server === undefined
    ? `No server for ${purpose ?? 'this'} is configured; fixward.mcp.servers adds one.`
    : `No server is called "${server}"; fixward.mcp.servers lists those that are configured.`;
}

function failed(
  code: string,
  message: string,
): { readonly ok: false; readonly code: string; readonly message: string } {
  return { ok: false, code, message };
}
