import type { ChatGenerationChunk, ChatResult } from '@langchain/core/outputs';
import { ModelFailure } from './modelFailure.ts';

/** All that is streamed, as one result. @throws ModelFailure when nothing comes */
export async function gathered(chunks: AsyncIterable<ChatGenerationChunk>): Promise<ChatResult> {
  let whole: ChatGenerationChunk | undefined;
  for await (const chunk of chunks) whole = whole ? whole.concat(chunk) : chunk;
  if (!whole) throw new ModelFailure('bad_output', 'The model said nothing.');
  return { generations: [whole] };
}
