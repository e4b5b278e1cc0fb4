import OpenAI from 'openai';
import { type Embedder, EmbedderFailure } from '../../core/search/embedder.ts';
import { VECTOR_LENGTH } from '../../core/search/vectors.ts';
import { abortSignalOf } from './abortSignal.ts';
import { checkedVectors } from './checkedVectors.ts';
import { withRolePrefix } from './rolePrefix.ts';

export interface OpenaiEmbedderOptions {
  /** Of any service that speaks the same protocol; OpenAI's own when absent. */
  readonly baseUrl?: string | undefined;
  readonly model?: string | undefined;
  /** Asked for only when given, for not every compatible service knows the parameter. */
  readonly dimensions?: number | undefined;
  readonly apiKey?: string | undefined;
  /** Tries after the first, with growing pauses. */
  readonly retries?: number | undefined;
}

const OPENAI_DEFAULT_MODEL = 'text-embedding-3-small';
const OPENAI_BASE_URL = 'https://api.openai.com/v1';
/** Texts a request; 64 of the longest texts stay under the service's 300,000 tokens. */
const BATCH_TEXTS = 64;
const TIMEOUT_MS = 60_000;
const RETRIES = 3;

/** Vectors from OpenAI or a service that speaks its protocol; texts leave the machine. */
export function openaiEmbedder(options: OpenaiEmbedderOptions): Embedder {
  const model = options.model ?? OPENAI_DEFAULT_MODEL;
  const baseURL = options.baseUrl ?? OPENAI_BASE_URL;
  const client = new OpenAI({
    baseURL,
    // Local services need no key, yet the client does.
    apiKey: options.apiKey ?? 'none',
    timeout: TIMEOUT_MS,
    maxRetries: options.retries ?? RETRIES,
  });
  const provider = `${model} at ${new URL(baseURL).host}`;
  return {
    id: `openai:${model}@${new URL(baseURL).host}`,
    version: options.dimensions === undefined ? '1' : `1-${options.dimensions}`,
    dim: options.dimensions ?? VECTOR_LENGTH,
    kind: 'semantic',
    async embed(texts, role, signal) {
      const vectors: Float32Array[] = [];
      for (let from = 0; from < texts.length; from += BATCH_TEXTS) {
        signal?.throwIfAborted();
        const input = texts.slice(from, from + BATCH_TEXTS).map((text) => textOf(model, role, text));
        const answer = await client.embeddings
          .create(
            {
              model,
              input,
              encoding_format: 'float',
              ...(options.dimensions !== undefined && { dimensions: options.dimensions }),
            },
            { signal: abortSignalOf(signal) ?? null },
          )
          .catch((error: unknown) => {
            signal?.throwIfAborted();
            throw failureOf(provider, error);
          });
        const data = Array.isArray(answer.data) ? [...answer.data].sort((a, b) => a.index - b.index) : [];
        vectors.push(
          ...checkedVectors(
            provider,
            data.map(({ embedding }) => embedding),
            input.length,
          ),
        );
      }
      return vectors;
    },
  };
}

/** The service refuses an empty text. */
function textOf(model: string, role: 'query' | 'document', text: string): string {
  const prefixed = withRolePrefix(model, role, text);
  return prefixed.trim() === '' ? '-' : prefixed;
}

function failureOf(provider: string, error: unknown): EmbedderFailure {
  if (error instanceof OpenAI.AuthenticationError || error instanceof OpenAI.PermissionDeniedError) {
    return new EmbedderFailure('refused', `${provider} refused the key.`, { cause: error });
  }
  if (error instanceof OpenAI.NotFoundError) {
    return new EmbedderFailure('refused', `${provider} is not known there.`, { cause: error });
  }
  if (error instanceof OpenAI.RateLimitError) {
    return new EmbedderFailure('refused', `${provider} has had enough requests for now.`, { cause: error });
  }
  if (error instanceof OpenAI.APIConnectionError) {
    return new EmbedderFailure('unreachable', `${provider} cannot be reached.`, { cause: error });
  }
  if (error instanceof OpenAI.APIError) {
    return new EmbedderFailure('refused', `${provider} answered with status ${error.status ?? 'unknown'}.`, {
      cause: error,
    });
  }
  return new EmbedderFailure('invalid', `${provider} answered with something that is not understood.`, {
    cause: error,
  });
}
