import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessageChunk, HumanMessage, SystemMessage } from '@langchain/core/messages';
import { logprobsOf } from './logprobs.ts';
import { spokenIn } from './spoken.ts';

/** What a model has said since the last piece. */
export interface SaidPiece {
  readonly text: string;
  /** Candidates of each token, where they were asked for and told. */
  readonly topLogprobs: readonly (readonly number[])[];
}

/** One question without tools, answered while it is read. @throws ModelFailure */
export async function* saidPieces(
  model: BaseChatModel,
  { system, question }: { readonly system: string; readonly question: string },
  signal: AbortSignal,
): AsyncGenerator<SaidPiece> {
  const messages = [new SystemMessage(system), new HumanMessage(question)];
  for await (const chunk of await model.stream(messages, { signal })) {
    if (!AIMessageChunk.isInstance(chunk)) continue;
    yield { text: spokenIn(chunk).text, topLogprobs: logprobsOf(chunk)?.topLogprobs ?? [] };
  }
}
