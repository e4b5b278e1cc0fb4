import type { AIMessageChunk, BaseMessage, UsageMetadata } from '@langchain/core/messages';
import { estimateMessageTokens, estimateTokens } from '../../core/models/estimateTokens.ts';
import { spokenIn } from './spoken.ts';

/** What one call of a model used. */
export interface ModelUsage {
  /** `provider/model` */
  readonly model: string;
  readonly tokensIn: number;
  readonly tokensCachedIn: number;
  readonly tokensOut: number;
  readonly tokensReasoning: number;
  readonly method: 'reported' | 'estimated';
}

/** As the endpoint reported it, else estimated from what was sent and said. */
export function usageOfCall(
  model: string,
  sent: readonly BaseMessage[],
  tools: string,
  said: AIMessageChunk | undefined,
): ModelUsage {
  // SAFETY: the field is declared so; its generic type loses it.
  const reported = said?.usage_metadata as UsageMetadata | undefined;
  if (reported && reported.input_tokens + reported.output_tokens > 0) {
    return {
      model,
      tokensIn: reported.input_tokens,
      tokensCachedIn: reported.input_token_details?.cache_read ?? 0,
      tokensOut: reported.output_tokens,
      tokensReasoning: reported.output_token_details?.reasoning ?? 0,
      method: 'reported',
    };
  }
  const texts = sent.map((message) => `${spokenIn(message).text}${callsText(message)}`);
  const spoken = said && spokenIn(said);
  const tokensReasoning = estimateTokens(spoken?.reasoning ?? '');
  return {
    model,
    tokensIn: estimateMessageTokens(texts) + estimateTokens(tools),
    tokensCachedIn: 0,
    tokensOut: estimateTokens(`${spoken?.text ?? ''}${said ? callsText(said) : ''}`) + tokensReasoning,
    tokensReasoning,
    method: 'estimated',
  };
}

function callsText(message: BaseMessage): string {
  const calls: unknown = 'tool_calls' in message ? message.tool_calls : undefined;
  return Array.isArray(calls) && calls.length > 0 ? JSON.stringify(calls) : '';
}
