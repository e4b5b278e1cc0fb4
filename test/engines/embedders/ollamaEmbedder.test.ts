import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Embedder } from '../../../src/core/search/embedder.ts';
import { ollamaEmbedder } from '../../../src/engines/embedders/ollamaEmbedder.ts';
import {
  type EmbeddingServer,
  type Received,
  type Scripted,
  startEmbeddingServer,
} from './embeddingServer.ts';

let server: EmbeddingServer;

beforeAll(async () => {
  server = await startEmbeddingServer();
});
afterAll(() => server.close());

function embedder(options: Parameters<typeof ollamaEmbedder>[0] = {}): Embedder {
  return ollamaEmbedder({ baseUrl: `${server.url}/`, retries: 2, pauseMs: 1, ...options });
}

function answer({ body }: Received): Scripted {
  const { input, model } = body as { input: readonly string[]; model: string };
  return { body: { model, embeddings: input.map((text) => [text.length, 1]), total_duration: 1 } };
}

describe('Ollama embedder', () => {
  it('asks /api/embed in batches, with what the model wants told about a text', async () => {
    server.script(answer);
    const vectors = await embedder().embed(
      Array.from({ length: 40 }, () => 'text'),
      'query',
    );
    expect(vectors).toHaveLength(40);
    expect(server.received.map(({ url }) => url)).toEqual(['/api/embed', '/api/embed']);
    expect(server.received[0]?.body).toMatchObject({ model: 'nomic-embed-text', truncate: true });
    expect(server.received[1]?.body).toMatchObject({
      input: Array.from({ length: 8 }, () => 'search_query: text'),
    });
  });

  it('leaves texts for other models as they are', async () => {
    server.script(answer);
    await embedder({ model: 'all-minilm' }).embed(['text'], 'document');
    expect(server.received[0]?.body).toMatchObject({ model: 'all-minilm', input: ['text'] });
  });

  it('tries again while the model loads', async () => {
    server.script({ status: 503, body: { error: 'loading' } }, answer);
    expect(await embedder().embed(['text'], 'query')).toHaveLength(1);
  });

  it('says what Ollama said of an unknown model, and does not try again', async () => {
    server.script({ status: 404, body: { error: 'model "x" not found, try pulling it first' } });
    await expect(embedder({ model: 'x' }).embed(['text'], 'query')).rejects.toMatchObject({
      reason: 'refused',
      message: expect.stringContaining('try pulling it first'),
    });
    expect(server.received).toHaveLength(1);
  });

  it('says that nobody answers, after the tries it was given', async () => {
    const nobody = ollamaEmbedder({ baseUrl: 'http://127.0.0.1:9', retries: 1, pauseMs: 1 });
    await expect(nobody.embed(['text'], 'query')).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it.each([{}, { embeddings: [] }, { embeddings: [[1], [2]] }, { embeddings: [null] }])(
    'refuses the answer %j',
    async (body) => {
      server.script({ body });
      await expect(embedder().embed(['text'], 'query')).rejects.toMatchObject({ reason: 'invalid' });
    },
  );
});
