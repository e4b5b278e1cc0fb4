import type { BindToolsInput } from '@langchain/core/language_models/chat_models';
import { convertToOpenAITool } from '@langchain/core/utils/function_calling';

export interface BoundTool {
  readonly name: string;
  readonly description: string;
  /** JSON Schema */
  readonly schema: unknown;
}

/** Tools as every kind of model can be told of them. */
export function boundTools(tools: readonly BindToolsInput[] | undefined): readonly BoundTool[] {
  return (tools ?? []).map((tool) => {
    // SAFETY: what is no tool of the library's own stands in OpenAI's form already, and stays as it is.
    const { function: described } = convertToOpenAITool(tool as Parameters<typeof convertToOpenAITool>[0]);
    return {
      name: described.name,
      description: described.description ?? '',
      schema: described.parameters ?? {},
    };
  });
}
