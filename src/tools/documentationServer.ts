import { z } from 'zod';
import { callOtherServer, otherServersTools, type ServerTool } from './otherServers.ts';
import type { ToolContext } from './toolContext.ts';

const inputSchema = z.object({ properties: z.record(z.string(), z.unknown()).optional() }).loose();

export type DocumentationAnswer =
  | { readonly server: string; readonly tool: string; readonly text: string }
  /** Why only what comes with Fixward was searched. */
  | { readonly problem: string };

/** The tool that questions go to, and the field that takes them. */
export interface DocumentationTool {
  readonly server: string;
  readonly tool: string;
  readonly field: string;
}

/** How servers call what is searched for. */
const QUERY_FIELDS = ['query', 'q', 'search', 'question', 'text', 'prompt'] as const;

/** Asks the first configured documentation server that has a tool for searching. Never rejects but for a cancellation. */
export async function askDocumentation(query: string, context: ToolContext): Promise<DocumentationAnswer> {
  try {
    const chosen = documentationTool(await otherServersTools(context.ask));
    if ('problem' in chosen) return chosen;
    const { server, tool, field } = chosen;
    const answer = await callOtherServer(context.ask, { server, tool, input: { [field]: query } });
    return answer.ok ? { server, tool, text: answer.text } : { problem: `${server}: ${answer.message}` };
  } catch (error) {
    if (context.signal.aborted) throw error;
    return {
      problem: `The documentation server could not be asked: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

/** The tool of a documentation server that takes a question; one for searching before any other. */
export function documentationTool(
  tools: readonly ServerTool[],
): DocumentationTool | { readonly problem: string } {
  const documented = tools.filter(({ purpose }) => purpose === 'documentation');
  if (documented.length === 0) return { problem: 'No documentation server is configured, or none answers.' };
  const [chosen] = documented
    .flatMap((offered) => {
      const field = fieldOf(offered);
      return field === undefined ? [] : [{ server: offered.server, tool: offered.name, field }];
    })
    .sort((a, b) => Number(isSearch(b.tool)) - Number(isSearch(a.tool)));
  if (chosen) return chosen;
  const name = documented[0]?.server ?? 'The documentation server';
  return { problem: `${name} has no allowed tool that takes a question.` };
}

function isSearch(tool: string): boolean {
  return /search|query|find|ask/iu.test(tool);
}

function fieldOf(tool: ServerTool): string | undefined {
  const schema = inputSchema.safeParse(tool.inputSchema);
  const properties = new Set(Object.keys(schema.data?.properties ?? {}));
  return QUERY_FIELDS.find((field) => properties.has(field));
}
