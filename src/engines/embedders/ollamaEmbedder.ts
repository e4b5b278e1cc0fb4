import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import { type Embedder, EmbedderFailure } from '../../core/search/embedder.ts';
import { VECTOR_LENGTH } from '../../core/search/vectors.ts';
import { abortSignalOf } from './abortSignal.ts';
import { checkedVectors } from './checkedVectors.ts';
import { withRolePrefix } from './rolePrefix.ts';

export interface OllamaEmbedderOptions {
  readonly baseUrl?: string | undefined;
  readonly model?: string | undefined;
  readonly dimensions?: number | undefined;
  readonly retries?: number | undefined;
  /** Before the second try; doubled before each further one. */
  readonly pauseMs?: number | undefined;
}

const OLLAMA_BASE_URL = 'http://127.0.0.1:11434';
const OLLAMA_DEFAULT_MODEL = 'nomic-embed-text';
const BATCH_TEXTS = 32;
/** The first request loads the model. */
const TIMEOUT_MS = 120_000;
const RETRIES = 3;
const PAUSE_MS = 500;

const answerSchema = z.object({ embeddings: z.unknown() });
const errorSchema = z.object({ error: z.string() });

/** Vectors from a model that Ollama runs. */
export function ollamaEmbedder(options: OllamaEmbedderOptions): Embedder {
  const model = options.model ?? OLLAMA_DEFAULT_MODEL;
  const baseUrl = (options.baseUrl ?? OLLAMA_BASE_URL).replace(/\/+$/u, '');
  const provider = `${model} at ${new URL(baseUrl).host}`;
  const ask = async (input: readonly string[], signal: AbortSignal | undefined): Promise<unknown> => {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const response = await fetch(`${baseUrl}/api/embed`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        model,
        input,
        truncate: true,
        ...(options.dimensions !== undefined && { dimensions: options.dimensions }),
      }),
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (response.ok) return answerSchema.safeParse(body).data?.embeddings;
    const said = errorSchema.safeParse(body).data?.error;
    const message = `${provider} answered with status ${response.status}${said === undefined ? '' : `: ${said}`}.`;
    throw new EmbedderFailure(response.status >= 500 ? 'unreachable' : 'refused', message);
  };
  const askAgain = async (input: readonly string[], signal: AbortSignal | undefined): Promise<unknown> => {
    for (let attempt = 0; ; attempt++) {
      try {
        return await ask(input, signal);
      } catch (error) {
        signal?.throwIfAborted();
        const failure =
          error instanceof EmbedderFailure
            ? error
            : new EmbedderFailure('unreachable', `${provider} cannot be reached.`, { cause: error });
        if (failure.reason !== 'unreachable' || attempt >= (options.retries ?? RETRIES)) throw failure;
        await pause((options.pauseMs ?? PAUSE_MS) * 2 ** attempt, undefined, signal && { signal });
      }
    }
  };
  return {
    id: `ollama:${model}`,
    version: options.dimensions === undefined ? '1' : `1-${options.dimensions}`,
    dim: options.dimensions ?? VECTOR_LENGTH,
    kind: 'semantic',
    async embed(texts, role, signal) {
      const vectors: Float32Array[] = [];
      for (let from = 0; from < texts.length; from += BATCH_TEXTS) {
        signal?.throwIfAborted();
        const input = texts.slice(from, from + BATCH_TEXTS).map((text) => withRolePrefix(model, role, text));
        vectors.push(...checkedVectors(provider, await askAgain(input, abortSignalOf(signal)), input.length));
      }
      return vectors;
    },
  };
}
