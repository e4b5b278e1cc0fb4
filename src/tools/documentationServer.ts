import { z } from 'zod';
import type { ToolContext } from './toolContext.ts';

const toolSchema = z.object({
  server: z.string(),
  purpose: z.string(),
  name: z.string(),
  inputSchema: z
    .object({ properties: z.record(z.string(), z.unknown()).optional() })
    .loose()
    .optional(),
});
const listSchema = z.object({ tools: z.array(toolSchema) });
const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), text: z.string() }).loose(),
  z.object({ ok: z.literal(false), message: z.string() }).loose(),
]);

export type DocumentationAnswer =
  | { readonly server: string; readonly tool: string; readonly text: string }
  /** Why only what comes with Fixward was searched. */
  | { readonly problem: string };

/** How servers call what is searched for. */
const QUERY_FIELDS = ['query', 'q', 'search', 'question', 'text', 'prompt'] as const;

/** Asks the first configured documentation server that has a tool for searching. Never rejects but for a cancellation. */
export async function askDocumentation(query: string, context: ToolContext): Promise<DocumentationAnswer> {
  try {
    const { tools } = listSchema.parse(await context.ask('mcp/listTools', {}));
    const documented = tools.filter(({ purpose }) => purpose === 'documentation');
    if (documented.length === 0)
      return { problem: 'No documentation server is configured, or none answers.' };
    const searching = documented
      .map((tool) => ({ ...tool, field: fieldOf(tool) }))
      .filter(({ field }) => field !== undefined)
      .sort(
        (a, b) =>
          Number(/search|query|find|ask/iu.test(b.name)) - Number(/search|query|find|ask/iu.test(a.name)),
      );
    const [chosen] = searching;
    if (chosen?.field === undefined) {
      return {
        problem: `${documented[0]?.server ?? 'The documentation server'} has no allowed tool that takes a question.`,
      };
    }
    const { server, name: tool, field } = chosen;
    const answer = answerSchema.parse(
      await context.ask('mcp/callTool', { server, tool, input: { [field]: query } }),
    );
    return answer.ok ? { server, tool, text: answer.text } : { problem: `${server}: ${answer.message}` };
  } catch (error) {
    if (context.signal.aborted) throw error;
    return {
      problem: `The documentation server could not be asked: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

function fieldOf({ inputSchema }: z.infer<typeof toolSchema>): string | undefined {
  const properties = new Set(Object.keys(inputSchema?.properties ?? {}));
  return QUERY_FIELDS.find((field) => properties.has(field));
}
