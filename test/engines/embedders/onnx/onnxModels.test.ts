import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installRuntime } from '../../../../src/engines/embedders/onnx/installRuntime.ts';
import { openOnnxEmbedder } from '../../../../src/engines/embedders/onnx/onnxEmbedder.ts';
import { openOnnxReranker } from '../../../../src/engines/embedders/onnx/onnxReranker.ts';
import { packageRegistry } from '../../../../src/engines/embedders/onnx/packageRegistry.ts';
import { FIXTURE_WIDTH, writeEmbedderFixture, writeRerankerFixture } from './onnxFixture.ts';

/** Kept between runs: the package is more than a hundred megabytes. */
const runtimeFolder = fileURLToPath(new URL('../../../../.vscode-test/onnx-runtime', import.meta.url));

async function runtimeProblem(): Promise<string | undefined> {
  if (existsSync(join(runtimeFolder, 'node_modules', 'onnxruntime-node'))) return undefined;
  const outcome = await installRuntime({
    folder: runtimeFolder,
    registry: await packageRegistry(process.env),
  });
  return outcome.ok ? undefined : outcome.message;
}

const problem = await runtimeProblem();
if (problem !== undefined) console.warn(`Local models are not tested: ${problem}`);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fixward-onnx-'));
  await writeEmbedderFixture(join(folder, 'embedder'));
  await writeRerankerFixture(join(folder, 'reranker'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(problem !== undefined)('a local embedder', () => {
  it('gives one vector a text, of length one, the same each time and in each batch', async () => {
    const embedder = await openOnnxEmbedder({ runtimeFolder, modelFolder: join(folder, 'embedder') });
    const texts = [
      'lock the table',
      'index',
      '',
      'äöü 🚀\r\n',
      'promise '.repeat(500),
      'a',
      'the',
      'lock',
      'table',
    ];
    const vectors = await embedder.embed(texts, 'document');
    expect(vectors).toHaveLength(texts.length);
    for (const vector of vectors) {
      expect(vector).toHaveLength(FIXTURE_WIDTH);
      expect(Math.hypot(...vector)).toBeCloseTo(1, 5);
    }
    const [alone] = await embedder.embed(['index'], 'query');
    for (const [index, value] of (alone ?? []).entries()) expect(vectors[1]?.[index]).toBeCloseTo(value, 5);
    expect(embedder).toMatchObject({ id: 'onnx:embedder', dim: FIXTURE_WIDTH, kind: 'semantic' });
    await embedder.close();
  });

  it('is another version for another model, and refuses one that is not the expected', async () => {
    const one = await openOnnxEmbedder({ runtimeFolder, modelFolder: join(folder, 'embedder') });
    expect(one.version).toMatch(/^[0-9a-f]{16}$/);
    await one.close();
    await expect(
      openOnnxEmbedder({ runtimeFolder, modelFolder: join(folder, 'embedder'), checksum: '00' }),
    ).rejects.toMatchObject({ reason: 'invalid', message: expect.stringContaining('checksum') });
  });

  it('says what is wrong with a model that cannot be read', async () => {
    const broken = join(folder, 'broken');
    await writeEmbedderFixture(broken);
    await writeFile(join(broken, 'model.onnx'), 'no graph');
    await expect(openOnnxEmbedder({ runtimeFolder, modelFolder: broken })).rejects.toMatchObject({
      reason: 'invalid',
    });
  });
});

describe.skipIf(problem !== undefined)('a local cross-encoder', () => {
  it('scores every candidate, best first, the same each time', async () => {
    const reranker = await openOnnxReranker({ runtimeFolder, modelFolder: join(folder, 'reranker') });
    const candidates = Array.from({ length: 30 }, (_, index) => ({
      pattern: {
        id: String(index).padStart(2, '0'),
        key: `k-${index}`,
        title: ['lock table', 'index', 'promise'][index % 3] ?? '',
        symptoms: [],
        problem_description: 'the table '.repeat(index),
        solution_steps: [],
        learnings: [],
        tags: [],
        rule_ids: [],
      },
      fused: 1 / (index + 1),
      similarity: {},
    }));
    const ranked = await reranker.rerank({ text: 'lock' }, candidates);
    expect(new Set(ranked.map(({ candidate }) => candidate.pattern.id)).size).toBe(30);
    const scores = ranked.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(await reranker.rerank({ text: 'lock' }, candidates)).toEqual(ranked);
    expect(await reranker.rerank({ text: 'lock' }, [])).toEqual([]);
    await reranker.close();
  });
});

describe('what is missing', () => {
  it('is named: the runtime', async () => {
    const nowhere = join(folder, 'nowhere');
    await expect(
      openOnnxEmbedder({ runtimeFolder: nowhere, modelFolder: join(folder, 'embedder') }),
    ).rejects.toMatchObject({ reason: 'missing', message: 'The runtime for local models is not installed.' });
  });

  it('is named: the model, or its tokenizer', async () => {
    await expect(openOnnxEmbedder({ runtimeFolder, modelFolder: folder })).rejects.toMatchObject({
      reason: 'missing',
      message: expect.stringContaining('model.onnx'),
    });
    const half = join(folder, 'half');
    await writeEmbedderFixture(half);
    await rm(join(half, 'tokenizer.json'));
    await expect(openOnnxEmbedder({ runtimeFolder, modelFolder: half })).rejects.toMatchObject({
      message: expect.stringContaining('tokenizer.json'),
    });
  });
});
