import type { ChatGenerationChunk } from '@langchain/core/outputs';
import { ChatOpenAIResponses } from '@langchain/openai';
import type OpenAI from 'openai';
import { z } from 'zod';

type Streamed = OpenAI.Responses.ResponseCreateParamsStreaming;

const deltaSchema = z.object({
  type: z.literal('response.output_text.delta'),
  logprobs: z.array(z.unknown()).min(1),
});

/**
 * Tells the log probabilities of a streamed answer with each piece of it, as Chat Completions does; the library's own
 * reader tells them at the answer's end alone, when it is too late to stop it. One call at a time.
 */
export class TellingResponses extends ChatOpenAIResponses {
  #given: unknown[] = [];
  #toldAny = false;

  override async *_streamResponseChunks(
    ...parameters: Parameters<ChatOpenAIResponses['_streamResponseChunks']>
  ): AsyncGenerator<ChatGenerationChunk> {
    for await (const chunk of super._streamResponseChunks(...parameters)) {
      const content = this.#given;
      this.#given = [];
      if (content.length > 0) {
        this.#toldAny = true;
        chunk.generationInfo = { ...chunk.generationInfo, logprobs: { content } };
      } else if (this.#toldAny) {
        // The whole answer repeats them.
        const { output: _again, ...rest } = chunk.message.response_metadata;
        chunk.message.response_metadata = rest;
      }
      yield chunk;
    }
  }

  override completionWithRetry(
    request: Streamed,
    options?: OpenAI.RequestOptions,
  ): Promise<AsyncIterable<OpenAI.Responses.ResponseStreamEvent>>;
  override completionWithRetry(
    request: OpenAI.Responses.ResponseCreateParamsNonStreaming,
    options?: OpenAI.RequestOptions,
  ): Promise<OpenAI.Responses.Response>;
  override async completionWithRetry(
    request: Streamed | OpenAI.Responses.ResponseCreateParamsNonStreaming,
    options?: OpenAI.RequestOptions,
  ): Promise<AsyncIterable<OpenAI.Responses.ResponseStreamEvent> | OpenAI.Responses.Response> {
    if (!request.stream) return super.completionWithRetry(request, options);
    return this.#noticed(await super.completionWithRetry(request, options));
  }

  async *#noticed<Event>(events: AsyncIterable<Event>): AsyncGenerator<Event> {
    for await (const event of events) {
      const delta = deltaSchema.safeParse(event).data;
      if (delta) this.#given.push(...delta.logprobs);
      yield event;
    }
  }
}
