import type { BaseMessage } from '@langchain/core/messages';

/** What a message or a piece of a streamed one says, apart from its tool calls. */
export interface Spoken {
  readonly text: string;
  readonly reasoning: string;
}

/** Reads the shapes of both APIs: reasoning stands in blocks of the content, or beside it. */
export function spokenIn(message: BaseMessage): Spoken {
  const beside = message.additional_kwargs.reasoning_content;
  let reasoning = typeof beside === 'string' ? beside : '';
  if (typeof message.content === 'string') return { text: message.content, reasoning };
  let text = '';
  for (const block of message.content) {
    if (block.type === 'text' && typeof block.text === 'string') text += block.text;
    else if (block.type === 'reasoning' && typeof block.reasoning === 'string') reasoning += block.reasoning;
  }
  return { text, reasoning };
}

/** What the model said in place of an answer; undefined when it did not refuse. */
export function refusalIn(message: BaseMessage): string | undefined {
  const { refusal } = message.additional_kwargs;
  return typeof refusal === 'string' && refusal !== '' ? refusal : undefined;
}
