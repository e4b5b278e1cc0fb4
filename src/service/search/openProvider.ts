import { type Embedder, EmbedderFailure } from '../../core/search/embedder.ts';
import { lexicalEmbedder } from '../../core/search/lexicalEmbedder.ts';
import type { Reranker } from '../../core/search/reranker.ts';
import type { TermStatistics } from '../../core/search/termStatistics.ts';
import { ollamaEmbedder } from '../../engines/embedders/ollamaEmbedder.ts';
import { openOnnxEmbedder } from '../../engines/embedders/onnx/onnxEmbedder.ts';
import { openOnnxReranker } from '../../engines/embedders/onnx/onnxReranker.ts';
import { onnxRuntimeFolder } from '../../engines/embedders/onnx/onnxRuntime.ts';
import { openaiEmbedder } from '../../engines/embedders/openaiEmbedder.ts';
import type { ParsedEmbedderSettings } from './searchParams.ts';

export interface OpenProvider {
  readonly embedder: Embedder;
  /** Only where the settings name one. */
  readonly reranker?: Reranker;
  close(): Promise<void>;
}

/** @throws EmbedderFailure when a local model or its runtime is missing, or a setting is */
export async function openProvider(
  settings: ParsedEmbedderSettings,
  home: string,
  statistics: TermStatistics,
): Promise<OpenProvider> {
  const runtimeFolder = onnxRuntimeFolder(home);
  const embedder = await openEmbedder(settings, runtimeFolder, statistics);
  try {
    const reranker =
      settings.rerankerFolder === undefined
        ? undefined
        : await openOnnxReranker({ runtimeFolder, modelFolder: settings.rerankerFolder });
    return {
      embedder: embedder.embedder,
      ...(reranker && { reranker }),
      async close() {
        await embedder.close?.();
        await reranker?.close();
      },
    };
  } catch (error) {
    await embedder.close?.();
    throw error;
  }
}

async function openEmbedder(
  settings: ParsedEmbedderSettings,
  runtimeFolder: string,
  statistics: TermStatistics,
): Promise<{ readonly embedder: Embedder; readonly close?: () => Promise<void> }> {
  switch (settings.provider) {
    case 'lexical':
      return { embedder: lexicalEmbedder(statistics) };
    case 'openai':
      return { embedder: openaiEmbedder(settings) };
    case 'ollama':
      return { embedder: ollamaEmbedder(settings) };
    case 'onnx': {
      if (settings.modelFolder === undefined) {
        throw new EmbedderFailure('missing', 'A local model needs the folder it stands in.');
      }
      const embedder = await openOnnxEmbedder({ runtimeFolder, modelFolder: settings.modelFolder });
      return { embedder, close: () => embedder.close() };
    }
  }
}
