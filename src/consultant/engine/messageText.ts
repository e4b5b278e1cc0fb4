import type { BaseMessage } from '@langchain/core/messages';

/** What a message says, without what was thought. */
export function messageText(message: BaseMessage): string {
  if (typeof message.content === 'string') return message.content;
  return message.content
    .map((block) => (block.type === 'text' && typeof block.text === 'string' ? block.text : ''))
    .join('');
}

/** What a model showed of its thinking: as blocks of content, or beside it. */
export function reasoningText(message: BaseMessage): string {
  const beside = message.additional_kwargs.reasoning_content;
  if (typeof beside === 'string') return beside;
  if (typeof message.content === 'string') return summaryText(message.additional_kwargs.reasoning);
  return message.content
    .map((block) =>
      block.type === 'reasoning' && typeof block.reasoning === 'string'
        ? block.reasoning
        : summaryText(block),
    )
    .join('');
}

/** Responses hold their reasoning as a list of summaries. */
function summaryText(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('summary' in value)) return '';
  if (!Array.isArray(value.summary)) return '';
  return value.summary
    .map((part: unknown) =>
      typeof part === 'object' && part !== null && 'text' in part && typeof part.text === 'string'
        ? part.text
        : '',
    )
    .join('');
}
