import { z } from 'zod';
import { errorMessage } from '../../core/errorMessage.ts';
import { installRuntime } from '../../engines/embedders/onnx/installRuntime.ts';
import { onnxRuntimeFolder } from '../../engines/embedders/onnx/onnxRuntime.ts';
import { packageRegistry } from '../../engines/embedders/onnx/packageRegistry.ts';
import type { EmbedderSettings, SearchResult } from '../../protocol/service.ts';
import { parseParams } from '../parseParams.ts';
import type { ServiceContext, ServiceMethods } from '../serviceContext.ts';
import { EmbeddingUpkeep } from './embeddingUpkeep.ts';
import { runSearch } from './runSearch.ts';
import {
  embedderSettingsSchema,
  installRuntimeSchema,
  searchParamsSchema,
  similarParamsSchema,
} from './searchParams.ts';
import { SearchState } from './searchState.ts';
import { storeData } from './storeData.ts';

interface SearchPart {
  readonly state: SearchState;
  readonly upkeep: EmbeddingUpkeep;
}

/** A download reports so often; each report goes to every window. */
const PROGRESS_EVERY_BYTES = 2 * 1024 * 1024;

/** Searching the store, and the embedder that serves it. Patterns are embedded from the service's start on. */
export function searchMethods(context: ServiceContext): ServiceMethods {
  let opened: Promise<SearchPart> | undefined;
  const part = (): Promise<SearchPart> => {
    opened ??= openPart(context);
    return opened;
  };
  setImmediate(() => {
    if (context.ending.aborted) return;
    part()
      .then(({ upkeep }) => upkeep.poke())
      .catch((error: unknown) => context.log(`search: ${errorMessage(error)}`));
  });
  return {
    'search/patterns': async (params, { signal }): Promise<SearchResult> => {
      const parsed = parseParams(searchParamsSchema, params);
      const started = performance.now();
      const { state, upkeep } = await part();
      const tools = await state.tools(signal);
      const result = await runSearch(tools, parsed, signal);
      if (tools.status.total > 0) upkeep.poke();
      return { ...result, milliseconds: Math.round((performance.now() - started) * 10) / 10 };
    },
    'search/similar': async (params, { signal }) => {
      const request = parseParams(similarParamsSchema, params);
      return storeData(context.store, 'similar_patterns', request, z.looseObject({}), signal);
    },
    'embedder/status': async (_params, { signal }) => (await part()).state.status(signal),
    'embedder/use': async (params, { signal }) => {
      const settings: EmbedderSettings = parseParams(embedderSettingsSchema, params);
      const { state, upkeep } = await part();
      await state.use(settings, signal);
      upkeep.pokeNow();
      return state.status(signal);
    },
    'embedder/installRuntime': async (params, { signal }) => {
      parseParams(installRuntimeSchema, params);
      const registry = await packageRegistry(context.environment);
      let reported = 0;
      return installRuntime({
        folder: onnxRuntimeFolder(context.home),
        registry,
        signal: AbortSignal.any([signal, context.ending]),
        onProgress: (done, total) => {
          if (done - reported < PROGRESS_EVERY_BYTES) return;
          reported = done;
          context.emit('embedder/installing', { done, total });
        },
      });
    },
  };
}

async function openPart(context: ServiceContext): Promise<SearchPart> {
  const state = await SearchState.open(context);
  context.ending.addEventListener('abort', () => void state.close(), { once: true });
  return { state, upkeep: new EmbeddingUpkeep(context, state) };
}
