import { z } from 'zod';

const serverToolSchema = z.object({
  server: z.string(),
  purpose: z.string(),
  name: z.string(),
  description: z.string().default(''),
  inputSchema: z.unknown().optional(),
});
const listSchema = z.object({ tools: z.array(serverToolSchema) });
const answerSchema = z.discriminatedUnion('ok', [
  z.object({
    ok: z.literal(true),
    server: z.string().optional(),
    text: z.string(),
    data: z.unknown().optional(),
  }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);

/** A tool of another server that the user allowed. */
export type ServerTool = z.infer<typeof serverToolSchema>;
export type ServerAnswer = z.infer<typeof answerSchema>;

type Ask = (method: string, params: unknown) => Promise<unknown>;

/** The allowed tools of all configured servers, or of those for a purpose; those of a server that is away are left out. */
export async function otherServersTools(ask: Ask, purpose?: string): Promise<readonly ServerTool[]> {
  return listSchema.parse(await ask('mcp/listTools', purpose === undefined ? {} : { purpose })).tools;
}

export async function callOtherServer(
  ask: Ask,
  call: { readonly server: string; readonly tool: string; readonly input: Readonly<Record<string, unknown>> },
): Promise<ServerAnswer> {
  return answerSchema.parse(await ask('mcp/callTool', call));
}
