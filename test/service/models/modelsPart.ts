import { randomUUID } from 'node:crypto';
import { modelsMethods, modelsOf } from '../../../src/service/models/modelsMethods.ts';
import type { ModelsService } from '../../../src/service/models/modelsService.ts';
import type { ServiceContext } from '../../../src/service/serviceContext.ts';
import type { StoreAnswer } from '../../../src/store/store.ts';

export interface ModelsPart {
  readonly models: ModelsService;
  /** What every client was told, in order. */
  readonly events: { readonly event: string; readonly params: unknown }[];
  /** What the store was asked to keep. */
  readonly kept: { readonly name: string; readonly request: unknown }[];
  readonly logged: string[];
  ask(method: string, params?: unknown): Promise<unknown>;
  end(): void;
}

export interface ModelsPartOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly store?: (name: string, request: unknown) => Promise<StoreAnswer>;
}

/** The service's part for models, over a store that keeps what it is told. */
export function modelsPart(options: ModelsPartOptions = {}): ModelsPart {
  const events: { event: string; params: unknown }[] = [];
  const kept: { name: string; request: unknown }[] = [];
  const logged: string[] = [];
  const ending = new AbortController();
  const context: ServiceContext = {
    store: {
      kind: 'embedded',
      call: async (name, request) => {
        kept.push({ name, request });
        return options.store ? options.store(name, request) : { ok: true, data: { results: [] } };
      },
      close: async () => {},
    },
    home: '',
    environment: options.environment ?? {},
    version: '0.0.0',
    ending: ending.signal,
    onWrite: () => {},
    emit: (event, params) => events.push({ event, params }),
    log: (line) => logged.push(line),
    keepAlive: () => {},
  };
  const methods = modelsMethods(context);
  return {
    models: modelsOf(context),
    events,
    kept,
    logged,
    end: () => ending.abort(),
    ask: async (method, params = {}) => {
      const answer = methods[method];
      if (!answer) throw new Error(`no method is called ${method}`);
      return answer(params, { signal: new AbortController().signal, requestId: randomUUID() });
    },
  };
}
