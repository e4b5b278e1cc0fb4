import { type McpServer, ResourceTemplate } from '@modelcontextprotocol/sdk/server/mcp.js';
import {
  ErrorCode,
  McpError,
  type ReadResourceResult,
  SubscribeRequestSchema,
  UnsubscribeRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { ServiceFailure } from '../store/client/serviceClient.ts';
import type { AgentSession } from './agentSession.ts';
import { fileUri, planUri, readConsultation } from './consultationView.ts';

/** Consultations that a client is told of; older ones are read by their address all the same. */
const LISTED = 20;

const fileSchema = z.object({ text: z.string() });
const listSchema = z.object({ consultations: z.array(z.object({ id: z.string(), title: z.string() })) });
const eventSchema = z.object({
  consultationId: z.string(),
  stored: z.object({ event: z.looseObject({ kind: z.string(), path: z.string().optional() }) }),
});

/** Files and plans of consultations: to be read, and to be watched. */
export function registerConsultResources(server: McpServer, { service }: AgentSession): () => void {
  server.registerResource(
    'consultation-file',
    new ResourceTemplate('consult://{consultation}/{+path}', {
      list: async () => {
        const { consultations } = listSchema.parse(await service.request('consult/list', { limit: LISTED }));
        const resources = await Promise.all(
          consultations.map(async ({ id, title }) => {
            const { files, plan } = readConsultation(
              await service.request('consult/get', { consultationId: id, limit: 1 }),
            );
            return [
              ...(plan ? [{ uri: planUri(id), name: `${title}: plan`, mimeType: 'application/json' }] : []),
              ...files.map(({ path }) => ({
                uri: fileUri(id, path),
                name: `${title}: ${path}`,
                mimeType: mimeType(path),
              })),
            ];
          }),
        );
        return { resources: resources.flat() };
      },
    }),
    {
      title: 'Files of a consultation',
      description: 'Migrations with rollbacks, analysis, documentation and the plan.',
    },
    async (uri, { consultation, path }, { signal }): Promise<ReadResourceResult> =>
      found(async () => {
        const [id, file] = [String(consultation), String(path)];
        if (file === 'plan') {
          const { plan } = readConsultation(
            await service.request('consult/get', { consultationId: id, limit: 1 }, { signal }),
          );
          return {
            contents: [
              {
                uri: uri.href,
                mimeType: 'application/json',
                text: JSON.stringify(plan ?? { revision: 0, steps: [] }),
              },
            ],
          };
        }
        const { text } = fileSchema.parse(
          await service.request('consult/readFile', { consultationId: id, path: file }, { signal }),
        );
        return { contents: [{ uri: uri.href, mimeType: mimeType(file), text }] };
      }),
  );
  return watchPlans(server, service);
}

/** Tells a client that subscribed when a plan or a file has changed. */
function watchPlans(server: McpServer, service: AgentSession['service']): () => void {
  const watched = new Set<string>();
  server.server.registerCapabilities({ resources: { subscribe: true } });
  server.server.setRequestHandler(SubscribeRequestSchema, ({ params }) => {
    watched.add(params.uri);
    return {};
  });
  server.server.setRequestHandler(UnsubscribeRequestSchema, ({ params }) => {
    watched.delete(params.uri);
    return {};
  });
  return service.onEvent((event, params) => {
    const heard = event === 'consult/event' ? eventSchema.safeParse(params).data : undefined;
    if (!heard) return;
    const { consultationId, stored } = heard;
    const { kind, path } = stored.event;
    const uri =
      kind === 'plan'
        ? planUri(consultationId)
        : kind === 'file' && path !== undefined
          ? fileUri(consultationId, path)
          : undefined;
    if (uri === undefined || !watched.has(uri)) return;
    // A client that is gone misses nothing.
    server.server.sendResourceUpdated({ uri }).catch(() => {});
  });
}

async function found<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ServiceFailure) throw new McpError(ErrorCode.InvalidParams, error.message);
    throw error;
  }
}

function mimeType(path: string): string {
  if (path.endsWith('.sql')) return 'application/sql';
  return path.endsWith('.md') ? 'text/markdown' : 'text/plain';
}
