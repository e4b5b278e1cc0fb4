import type { ConsultTool, ToolAction, ToolResult } from '../core/consult/consultTool.ts';
import type { ToolContext } from './toolContext.ts';
import { failureOf } from './toolFailure.ts';

/** What a tool asks the user to allow, when the policy says that he is to be asked. */
export interface ToolApproval {
  /** In words. */
  readonly title: string;
  /** The exact text that is approved. */
  readonly text: string;
  /** The word the user must type; absent when a click is enough. */
  readonly typedConfirmation?: string;
  readonly proposalId?: string;
}

export interface Tool<Input, Output> extends ConsultTool<Input, Output, ToolContext> {
  /** Where the input decides what the tool does to the world; `action` when absent. */
  actionOf?(input: Input): ToolAction;
  /** The input as JSON when absent. */
  approval?(input: Input, context: ToolContext): Promise<ToolApproval>;
}

/** A tool among others, whatever it takes and gives; `runTool` parses what it is given. */
export type AnyConsultTool = Tool<unknown, unknown>;

/** A tool whose thrown failures are told as results. */
export function defineTool<Input, Output>(tool: Tool<Input, Output>): Tool<Input, Output> {
  return {
    ...tool,
    run: async (input, context): Promise<ToolResult<Output>> => {
      try {
        if (context.signal.aborted) return failureOf(context.signal.reason, context.signal);
        return await tool.run(input, context);
      } catch (error) {
        return failureOf(error, context.signal);
      }
    },
  };
}
