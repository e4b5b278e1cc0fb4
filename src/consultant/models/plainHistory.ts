import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { refusalIn, spokenIn } from './spoken.ts';

/**
 * Messages as any endpoint can read them, whichever one wrote them: what a model thought and what an API noted beside
 * stays behind.
 */
export function plainHistory(messages: readonly BaseMessage[]): BaseMessage[] {
  return messages.map((message) => {
    if (!AIMessage.isInstance(message)) return message;
    const refusal = refusalIn(message);
    return new AIMessage({
      content: spokenIn(message).text,
      tool_calls: message.tool_calls ?? [],
      ...(message.name !== undefined && { name: message.name }),
      additional_kwargs: refusal === undefined ? {} : { refusal },
    });
  });
}
