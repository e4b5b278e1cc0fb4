import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { ServiceFailure } from '../store/client/serviceClient.ts';

/** A structured result with the same as text, for clients that read only one of them. */
export function reply(data: Readonly<Record<string, unknown>>, text?: string): CallToolResult {
  return { content: [{ type: 'text', text: text ?? JSON.stringify(data) }], structuredContent: { ...data } };
}

/** What an agent can act on, in one line. */
export function refusal(code: string, message: string): CallToolResult {
  return { content: [{ type: 'text', text: `${code}: ${message}` }], isError: true };
}

/** Runs a tool; what the service refuses is the tool's answer, not the protocol's failure. */
export async function answered(run: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof ServiceFailure) return refusal(error.code, error.message);
    throw error;
  }
}
