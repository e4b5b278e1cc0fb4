import type { AnyConsultTool } from '../../tools/tool.ts';

/** Every tool. Rules and parsers come with them: a service that only keeps the store starts without. */
export async function loadTools(): Promise<readonly AnyConsultTool[]> {
  return (await import('../../tools/allTools.ts')).ALL_TOOLS;
}
