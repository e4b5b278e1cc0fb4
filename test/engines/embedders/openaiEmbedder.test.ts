import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Embedder } from '../../../src/core/search/embedder.ts';
import { openaiEmbedder } from '../../../src/engines/embedders/openaiEmbedder.ts';
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

function embedder(options: Parameters<typeof openaiEmbedder>[0] = {}): Embedder {
  return openaiEmbedder({ baseUrl: `${server.url}/v1`, apiKey: 'a-key', retries: 2, ...options });
}

/** As the service answers: each text's length as its vector, in any order. */
function answer({ body }: Received): Scripted {
  const { input } = body as { input: readonly string[] };
  const data = input.map((text, index) => ({ object: 'embedding', index, embedding: [text.length, 1] }));
  return {
    body: { object: 'list', data: data.reverse(), model: 'm', usage: { prompt_tokens: 1, total_tokens: 1 } },
  };
}

describe('OpenAI embedder', () => {
  it('asks for text-embedding-3-small by default, with the key', async () => {
    server.script(answer);
    await embedder().embed(['abc'], 'query');
    expect(server.received[0]).toMatchObject({
      url: '/v1/embeddings',
      headers: { authorization: 'Bearer a-key' },
      body: { model: 'text-embedding-3-small', input: ['abc'], encoding_format: 'float' },
    });
    expect(server.received[0]?.body).not.toHaveProperty('dimensions');
  });

  it('gives vectors of length one in the order of the texts', async () => {
    server.script(answer);
    const vectors = await embedder().embed(['', 'abc', 'äöü🚀'], 'document');
    expect(vectors.map((vector) => Math.round((vector[0] ?? 0) / (vector[1] ?? 1)))).toEqual([1, 3, 5]);
    for (const vector of vectors) expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
  });

  it('asks in batches', async () => {
    server.script(answer);
    const vectors = await embedder().embed(
      Array.from({ length: 130 }, (_, index) => 'x'.repeat(index + 1)),
      'document',
    );
    expect(vectors).toHaveLength(130);
    expect(server.received.map(({ body }) => (body as { input: readonly string[] }).input.length)).toEqual([
      64, 64, 2,
    ]);
  });

  it('asks for fewer dimensions when told, and is another version then', async () => {
    server.script(answer);
    const small = embedder({ dimensions: 512 });
    await small.embed(['abc'], 'query');
    expect(server.received[0]?.body).toMatchObject({ dimensions: 512 });
    expect(small.version).not.toBe(embedder().version);
  });

  it('names model and host in its id, so that two services are never mixed', () => {
    expect(embedder({ model: 'other' }).id).toMatch(/^openai:other@127\.0\.0\.1:\d+$/);
  });

  it('tries again after a failure that passes', async () => {
    server.script({ status: 500, body: { error: { message: 'down' } } }, answer);
    expect(await embedder().embed(['abc'], 'query')).toHaveLength(1);
    expect(server.received).toHaveLength(2);
  });

  it.each([
    [401, 'refused', 'refused the key'],
    [403, 'refused', 'refused the key'],
    [404, 'refused', 'not known'],
    [400, 'refused', 'status 400'],
  ])('says in one line what status %i means, and does not try again', async (status, reason, message) => {
    server.script({ status, body: { error: { message: 'secret detail' } } });
    await expect(embedder().embed(['abc'], 'query')).rejects.toMatchObject({
      name: 'EmbedderFailure',
      reason,
      message: expect.stringContaining(message),
    });
    expect(server.received).toHaveLength(1);
  });

  it.each([
    ['no data', { object: 'list', data: [] }],
    ['no numbers', { object: 'list', data: [{ index: 0, embedding: ['a'] }] }],
    ['too wide', { object: 'list', data: [{ index: 0, embedding: Array.from({ length: 3072 }, () => 1) }] }],
  ])('refuses an answer with %s', async (_name, body) => {
    server.script({ body });
    await expect(embedder().embed(['abc'], 'query')).rejects.toMatchObject({ reason: 'invalid' });
  });

  it('says that nobody answers', async () => {
    const nobody = openaiEmbedder({ baseUrl: 'http://127.0.0.1:9/v1', apiKey: 'k', retries: 0 });
    await expect(nobody.embed(['abc'], 'query')).rejects.toMatchObject({ reason: 'unreachable' });
  });

  it('stops when asked', async () => {
    server.script(answer);
    const controller = new AbortController();
    controller.abort();
    await expect(embedder().embed(['abc'], 'query', controller.signal)).rejects.toThrow(/abort/i);
    expect(server.received).toHaveLength(0);
  });
});
