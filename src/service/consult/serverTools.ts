import { z } from 'zod';
import { errorMessage } from '../../core/errorMessage.ts';
import { neverReads, serverCallRefusal } from '../../core/policy/serverCall.ts';
import type { AnyConsultTool } from '../../tools/tool.ts';
import type { AskPart } from '../serviceContext.ts';

const listedSchema = z.object({
  tools: z.array(
    z.object({
      server: z.string(),
      purpose: z.string(),
      name: z.string(),
      description: z.string(),
      inputSchema: z.unknown(),
    }),
  ),
});
const answerSchema = z.union([
  z.object({ ok: z.literal(true), text: z.string(), data: z.unknown() }),
  z.object({ ok: z.literal(false), code: z.string(), message: z.string() }),
]);

/** Each travels with every request; servers describe their tools at length. */
const DESCRIPTION_MAX = 300;
const TOOLS_MAX = 20;
/** Models take no longer names. */
const NAME_MAX = 64;

/** Tools of other servers that the user allowed, as tools of the consultant: they reach out, and answer as strangers. */
export async function serverTools(
  ask: AskPart,
  signal: AbortSignal,
  log: (line: string) => void,
): Promise<readonly AnyConsultTool[]> {
  try {
    const call = { signal, requestId: crypto.randomUUID() };
    const { tools } = listedSchema.parse(await ask('mcp/listTools', {}, call));
    return tools
      .filter(({ purpose, name }) => !neverReads({ purpose, tool: name }))
      .slice(0, TOOLS_MAX)
      .map((tool) => serverTool(tool, ask));
  } catch (error) {
    // A server that is away takes nothing from the others.
    log(`tools of other servers: ${errorMessage(error)}`);
    return [];
  }
}

function serverTool(
  { server, purpose, name, description, inputSchema }: z.infer<typeof listedSchema>['tools'][number],
  ask: AskPart,
): AnyConsultTool {
  return {
    name: `${server}_${name}`.replaceAll(/[^A-Za-z0-9_-]+/gu, '_').slice(0, NAME_MAX),
    title: `${server}: ${name}`,
    description: description.slice(0, DESCRIPTION_MAX),
    input: inputOf(inputSchema),
    action: 'reach_out',
    untrustedOutput: true,
    target: () => ({ kind: 'server', name: server }),
    run: async (input, { signal, engines }) => {
      await engines.prepare('sql');
      // SAFETY: servers take objects; what else the schema let through has no fields to object to.
      const fields = (input ?? {}) as Readonly<Record<string, unknown>>;
      const refusal = serverCallRefusal(
        { purpose, tool: name, input: fields },
        engines.sqlParser.parseScript,
      );
      if (refusal !== undefined) return { ok: false, code: 'refused', message: refusal };
      const call = { signal, requestId: crypto.randomUUID() };
      const answer = answerSchema.parse(await ask('mcp/callTool', { server, tool: name, input }, call));
      if (answer.ok) return { ok: true, data: answer.data, text: answer.text };
      return { ok: false, code: 'unavailable', message: answer.message };
    },
  };
}

/** Servers check what they are sent; a schema that cannot be read lets everything through to them. */
function inputOf(schema: unknown): z.ZodType {
  try {
    // SAFETY: what is no JSON Schema is thrown on.
    return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  } catch {
    return z.looseObject({});
  }
}
