import type { BaseMessage } from '@langchain/core/messages';
import { z } from 'zod';

export interface TokenLogprobs {
  readonly tokenLogprobs: readonly number[];
  readonly topLogprobs: readonly (readonly number[])[];
}

const tokenSchema = z.object({
  logprob: z.number(),
  top_logprobs: z.array(z.object({ logprob: z.number() })).optional(),
});
const tokensSchema = z.array(tokenSchema).min(1);
const chatSchema = z.object({ logprobs: z.object({ content: tokensSchema }) });
const responsesSchema = z.object({
  output: z.array(
    z.looseObject({
      content: z.array(z.looseObject({ logprobs: z.array(tokenSchema).optional() })).optional(),
    }),
  ),
});
const keptSchema = z.object({ logprobs: z.object({ content: z.array(tokenSchema) }) });

/** Log probabilities in what either API notes beside a message, in the form of Chat Completions. */
export function chatLogprobsOf(
  metadata: Readonly<Record<string, unknown>>,
  generationInfo: Readonly<Record<string, unknown>> | undefined,
): { readonly content: z.infer<typeof tokensSchema> } | undefined {
  const chat = chatSchema.safeParse(generationInfo).data?.logprobs.content;
  if (chat) return { content: chat };
  const responses = responsesSchema.safeParse(metadata).data?.output;
  const content = responses?.flatMap((item) => item.content?.flatMap((part) => part.logprobs ?? []) ?? []);
  return content === undefined || content.length === 0 ? undefined : { content };
}

/** Log probabilities of an answer's tokens, as its endpoint gave them; undefined when it gave none. */
export function logprobsOf(message: BaseMessage): TokenLogprobs | undefined {
  const tokens = keptSchema.safeParse(message.response_metadata).data?.logprobs.content;
  if (tokens === undefined || tokens.length === 0) return undefined;
  return {
    tokenLogprobs: tokens.map(({ logprob }) => logprob),
    topLogprobs: tokens.map(({ top_logprobs: top }) => top?.map(({ logprob }) => logprob) ?? []),
  };
}
