import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import type { ModelCapabilities } from '../../core/models/capabilities.ts';
import { chosenModelId, EDITOR_PROVIDER } from '../../core/models/chooseModelId.ts';
import { contextTokens } from '../../core/models/contextSizes.ts';
import { parseModelId } from '../../core/models/modelId.ts';
import { listOllamaModels, listOpenaiModels } from '../../engines/models/listModels.ts';
import type { FetchListener } from '../../engines/models/rotatingFetch.ts';
import type { EditorModel } from '../../protocol/modelMethods.ts';
import { EditorModelClient } from './editorModel.ts';
import { ModelFailure } from './modelFailure.ts';
import type { EditorBridge, EndpointProvider, ModelSources } from './modelSources.ts';
import { type OpenaiModelOptions, openaiModel } from './openaiModel.ts';
import { probeModel } from './probe.ts';

export type ModelUse = 'deep' | 'small';

/** A model that can be called. */
export interface FoundModel {
  /** `provider/model` */
  readonly id: string;
  readonly provider: string;
  readonly capabilities: ModelCapabilities;
  readonly contextTokens?: number;
  client(options: ClientOptions): BaseChatModel;
}

export type ClientOptions = FetchListener & Pick<OpenaiModelOptions, 'temperature' | 'logprobs'>;

/** Endpoints are updated; what was found out of a model is looked at again after this time. */
const PROBED_FOR_MS = 6 * 3_600_000;
/** Lists change when a model is pulled or bought. */
const LISTED_FOR_MS = 300_000;

const EDITOR_CAPABILITIES: ModelCapabilities = {
  api: 'chat',
  tools: true,
  jsonSchema: false,
  logprobs: false,
  reasoningEffort: false,
  reasoningSummary: false,
  temperature: false,
};

interface Remembered<Value> {
  readonly value: Promise<Value>;
  readonly untilMs: number;
}

/** Finds models in what is configured, and remembers what they take. */
export class ModelFinder {
  readonly #sources: () => ModelSources;
  readonly #now: () => number;
  #revision = -1;
  readonly #probes = new Map<string, Remembered<ModelCapabilities>>();
  readonly #lists = new Map<string, Remembered<readonly string[] | undefined>>();

  constructor(sources: () => ModelSources, now: () => number = Date.now) {
    this.#sources = sources;
    this.#now = now;
  }

  /** @throws ModelFailure */
  async find(use: ModelUse | { readonly id: string }, listener: FetchListener): Promise<FoundModel> {
    const sources = this.#current();
    if (typeof use === 'object') return this.#byId(sources, use.id, listener);
    const id = await this.#chosenId(sources, use);
    if (id === undefined) throw new ModelFailure('no_model', NO_MODEL);
    try {
      return await this.#byId(sources, id, listener);
    } catch (error) {
      const isMissing = error instanceof ModelFailure && error.code === 'no_model';
      const deep = use === 'small' && isMissing ? await this.#chosenId(sources, 'deep') : undefined;
      if (deep === undefined || deep === id) throw error;
      listener.onNotice?.('warning', `The small model ${id} is not there; ${deep} does its work.`);
      return this.#byId(sources, deep, listener);
    }
  }

  /** Names that an endpoint offers; undefined when it does not tell. */
  list(provider: EndpointProvider): Promise<readonly string[] | undefined> {
    return this.#remember(this.#lists, provider.id, LISTED_FOR_MS, () =>
      provider.kind === 'ollama'
        ? listOllamaModels(provider.baseUrl.replace(/\/v1$/u, ''), provider.fetch)
        : listOpenaiModels(provider.baseUrl, provider.fetch),
    );
  }

  #current(): ModelSources {
    const sources = this.#sources();
    if (sources.revision !== this.#revision) {
      this.#revision = sources.revision;
      this.#probes.clear();
      this.#lists.clear();
    }
    return sources;
  }

  async #chosenId(sources: ModelSources, use: ModelUse): Promise<string | undefined> {
    const configured = use === 'deep' ? sources.deepModel : sources.smallModel;
    if (configured !== undefined) return configured;
    const endpoints = await Promise.all(
      sources.endpoints.map(async (provider) => {
        const listed = await this.list(provider);
        return { id: provider.id, kind: provider.kind, ...(listed !== undefined && { listed }) };
      }),
    );
    const editorModels = sources.editors.flatMap((editor) => editor.models().map(({ id }) => id));
    return chosenModelId(use, { ...sources, endpoints, editorModels });
  }

  async #byId(sources: ModelSources, id: string, listener: FetchListener): Promise<FoundModel> {
    const parsed = parseModelId(id);
    const provider = sources.endpoints.find((endpoint) => endpoint.id === parsed?.provider);
    if (parsed && provider) return this.#atEndpoint(provider, parsed.model, listener);
    if (parsed?.provider === EDITOR_PROVIDER) {
      for (const editor of sources.editors) {
        const model = editor.models().find((offered) => offered.id === parsed.model);
        if (model) return ofEditor(editor, model);
      }
      throw new ModelFailure('no_model', `No open editor offers the model ${parsed.model} now.`);
    }
    // A name alone is looked for at the first endpoint.
    const [first] = sources.endpoints;
    if (first) return this.#atEndpoint(first, id, listener);
    throw new ModelFailure('no_model', `No provider is configured for the model ${id}. ${NO_MODEL}`);
  }

  async #atEndpoint(provider: EndpointProvider, model: string, listener: FetchListener): Promise<FoundModel> {
    const id = `${provider.id}/${model}`;
    const capabilities = await this.#remember(this.#probes, id, PROBED_FOR_MS, () =>
      probeModel(provider, model, listener),
    );
    const tokens = contextTokens(model);
    return {
      id,
      provider: provider.id,
      capabilities,
      ...(tokens !== undefined && { contextTokens: tokens }),
      client: (options) => openaiModel({ ...options, provider, model, capabilities }),
    };
  }

  /** What fails is not remembered. */
  #remember<Value>(
    shelf: Map<string, Remembered<Value>>,
    key: string,
    forMs: number,
    work: () => Promise<Value>,
  ): Promise<Value> {
    const known = shelf.get(key);
    if (known && known.untilMs > this.#now()) return known.value;
    const remembered = { value: work(), untilMs: this.#now() + forMs };
    shelf.set(key, remembered);
    remembered.value.then(
      (value) => {
        if (value === undefined) this.#forget(shelf, key, remembered);
      },
      () => this.#forget(shelf, key, remembered),
    );
    return remembered.value;
  }

  #forget<Value>(shelf: Map<string, Remembered<Value>>, key: string, gone: Remembered<Value>): void {
    if (shelf.get(key) === gone) shelf.delete(key);
  }
}

const NO_MODEL =
  'No model is configured: add a key for an endpoint, start Ollama, or let Fixward use a model of the editor.';

function ofEditor(editor: EditorBridge, model: EditorModel): FoundModel {
  return {
    id: `${EDITOR_PROVIDER}/${model.id}`,
    provider: model.name,
    capabilities: EDITOR_CAPABILITIES,
    contextTokens: model.inputTokensMax,
    client: () => new EditorModelClient(editor, model.id),
  };
}
