import type { ModelSources } from '../../consultant/models/modelSources.ts';
import { chosenModelId, EDITOR_PROVIDER } from '../../core/models/chooseModelId.ts';
import { parseModelId } from '../../core/models/modelId.ts';
import { costUsd, PRICES_AS_OF, PRICES_SOURCE, priceOf } from '../../core/models/prices.ts';
import { listOllamaModels, listOpenaiModels } from '../../engines/models/listModels.ts';
import type {
  ModelDeliverParams,
  ModelsConfigureParams,
  ModelsOfferParams,
  ModelsStatus,
} from '../../protocol/modelMethods.ts';
import { confidenceOf } from '../confidence/confidenceMethods.ts';
import { type MeasuredAnswer, measuredFetch } from '../confidence/performance/measuredFetch.ts';
import { performanceOf } from '../confidence/performance/performanceOf.ts';
import type { ServiceContext } from '../serviceContext.ts';
import { EditorRequests } from './editorRequests.ts';
import { environmentModels } from './environmentModels.ts';
import type { ConfiguredProvider, ModelsConfiguration } from './modelsParams.ts';
import { type OpenProvider, openProvider } from './openProvider.ts';
import { UsageLedger } from './usageLedger.ts';

export interface ModelsServiceOptions {
  readonly fetch?: typeof fetch;
  readonly now?: () => number;
}

/** Counts change with each request; who shows them is told once in a while. */
const TELL_DELAY_MS = 500;
/** A status is wanted now; what lists its models later is told by an event. */
const LIST_WAIT_MS = 2_000;
const LISTED_FOR_MS = 300_000;

/** Editors tell neither keys nor numbers. */
const EDITOR_USAGE = {
  provider: EDITOR_PROVIDER,
  baseUrl: '',
  keyLabel: '',
  tokensCachedIn: 0,
  tokensReasoning: 0,
  method: 'estimated',
} as const;

interface Listing {
  readonly models?: readonly string[];
  readonly atMs: number;
}

/** What is configured of models, kept in memory alone: endpoints with their keys, and the editors' own models. */
export class ModelsService {
  readonly #context: ServiceContext;
  readonly #options: ModelsServiceOptions;
  readonly #editors: EditorRequests;
  readonly #ledger: UsageLedger;
  readonly #problems = new Map<string, string>();
  readonly #listings = new Map<string, Listing>();
  readonly #listening = new Map<string, Promise<void>>();
  readonly #listeners: (() => void)[] = [];
  #configuration: ModelsConfiguration;
  #providers: readonly OpenProvider[] = [];
  #revision = 0;
  #telling: NodeJS.Timeout | undefined;

  constructor(context: ServiceContext, options: ModelsServiceOptions = {}) {
    this.#context = context;
    this.#options = options;
    this.#ledger = new UsageLedger(context);
    this.#editors = new EditorRequests((event, params) => context.emit(event, params), {
      onUsage: (used) => this.#ledger.add({ ...EDITOR_USAGE, ...used }),
      onMeasured: (answer) => this.#measured(EDITOR_PROVIDER, answer),
    });
    this.#configuration = environmentModels(context.environment);
    this.#open();
    context.ending.addEventListener('abort', () => clearTimeout(this.#telling), { once: true });
  }

  /** Replaces what was configured; without any provider, what the environment names is used. */
  configure(configuration: ModelsConfiguration): void {
    const fallback = environmentModels(this.#context.environment);
    const isEmpty = configuration.providers.length === 0;
    this.#configuration = isEmpty
      ? { ...fallback, ...configuration, providers: fallback.providers }
      : configuration;
    this.#open();
    for (const listener of this.#listeners) listener();
  }

  offer(params: ModelsOfferParams): void {
    this.#editors.offer(params);
    this.#revision += 1;
    this.#tell();
    for (const listener of this.#listeners) listener();
  }

  deliver(params: ModelDeliverParams): void {
    this.#editors.deliver(params);
  }

  /** For `openModels` of the consultant's bundle. */
  readonly sources = (): ModelSources => ({
    revision: this.#revision,
    endpoints: this.#usable(),
    editors: this.#editors.bridges,
    ...this.#chosenNames(),
  });

  get budget(): NonNullable<ModelsConfigureParams['budget']> {
    const { tokensMax, costUsdMax, dayTokensMax, dayCostUsdMax } = this.#configuration.budget ?? {};
    return {
      ...(tokensMax !== undefined && { tokensMax }),
      ...(costUsdMax !== undefined && { costUsdMax }),
      ...(dayTokensMax !== undefined && { dayTokensMax }),
      ...(dayCostUsdMax !== undefined && { dayCostUsdMax }),
    };
  }

  /** The id of the model that would be used, as far as it is known without asking; undefined when there is none. */
  chosen(use: 'deep' | 'small'): string | undefined {
    if (this.#usable().length === 0 && this.#editorModels().length === 0) return undefined;
    return chosenModelId(use, {
      ...this.#chosenNames(),
      endpoints: this.#usable().map(({ id, kind }) => {
        const listed = this.#listings.get(id)?.models;
        return { id, kind, ...(listed !== undefined && { listed }) };
      }),
      editorModels: this.#editorModels().map(({ id }) => id),
    });
  }

  /** US dollars; undefined where the price is unknown. The model as `provider/model`, or by its name alone. */
  cost(usage: {
    readonly model: string;
    readonly tokensIn: number;
    readonly tokensOut: number;
  }): number | undefined {
    const parsed = parseModelId(usage.model);
    const [first] = this.#providers;
    const provider = this.#providers.find(({ id }) => id === parsed?.provider);
    const price = priceOf((provider ?? first)?.baseUrl, provider && parsed ? parsed.model : usage.model);
    return price && costUsd(price, usage);
  }

  onConfigured(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** Writes to the store what was used since the last time. */
  keepUsage(): Promise<void> {
    return this.#ledger.flush();
  }

  /** What scoring asks beyond each answer is told as the window set it in which the project is open. */
  async status(project?: string): Promise<ModelsStatus> {
    const listing = Promise.all(this.#usable().map((provider) => this.#list(provider)));
    const late = new Promise<void>((resolve) => {
      setTimeout(resolve, LIST_WAIT_MS).unref();
    });
    await Promise.race([listing, late]);
    return this.#status(project);
  }

  #open(): void {
    const before = new Map(this.#providers.map((provider) => [provider.id, provider]));
    this.#problems.clear();
    this.#listings.clear();
    this.#revision += 1;
    this.#providers = this.#configuration.providers.map((settings) => this.#openOne(settings, before));
    this.#tell();
  }

  #openOne(settings: ConfiguredProvider, before: ReadonlyMap<string, OpenProvider>): OpenProvider {
    const { id } = settings;
    const provider = openProvider(settings, before.get(id)?.holder, {
      ...(this.#options.fetch && { fetch: this.#options.fetch }),
      onChange: () => this.#tell(),
      onUsage: (usage) => this.#ledger.add({ ...usage, provider: id, baseUrl: provider.baseUrl }),
      onProblem: (problem) => {
        if (problem === undefined) this.#problems.delete(id);
        else this.#problems.set(id, problem);
        this.#tell();
      },
    });
    return { ...provider, fetch: measuredFetch(provider.fetch, (answer) => this.#measured(id, answer)) };
  }

  #measured(provider: string, { model, ms, failed, usage }: MeasuredAnswer): void {
    performanceOf(this.#context).add({
      requestType: 'model',
      endpoint: provider,
      model,
      ms,
      failed,
      ...(usage && { tokensIn: usage.tokensIn, tokensOut: usage.tokensOut }),
      ...(usage?.tellsCache &&
        usage.tokensIn > 0 && { cacheHitRate: Math.min(1, usage.tokensCachedIn / usage.tokensIn) }),
    });
  }

  #usable(): readonly OpenProvider[] {
    return this.#providers.filter(({ needsKey }) => !needsKey);
  }

  #chosenNames(): Pick<ModelSources, 'deepModel' | 'smallModel'> {
    const { deepModel, smallModel } = this.#configuration;
    return { ...(deepModel !== undefined && { deepModel }), ...(smallModel !== undefined && { smallModel }) };
  }

  #editorModels() {
    const models = this.#editors.bridges.flatMap((bridge) => bridge.models());
    return [...new Map(models.map((model) => [model.id, model])).values()];
  }

  async #list(provider: OpenProvider): Promise<void> {
    const { id, kind, baseUrl, fetch } = provider;
    const now = this.#options.now ?? Date.now;
    const known = this.#listings.get(id);
    if (known && now() - known.atMs < LISTED_FOR_MS) return;
    const running = this.#listening.get(id);
    if (running) return running;
    const revision = this.#revision;
    const list =
      kind === 'ollama'
        ? listOllamaModels(baseUrl.replace(/\/v1$/u, ''), fetch)
        : listOpenaiModels(baseUrl, fetch);
    const work = list
      .then((models) => {
        if (revision !== this.#revision) return;
        this.#listings.set(id, { atMs: now(), ...(models !== undefined && { models }) });
        this.#tell();
      })
      .finally(() => this.#listening.delete(id));
    this.#listening.set(id, work);
    return work;
  }

  #status(project?: string): ModelsStatus {
    const uses = new Map<string, 'deep' | 'small'>();
    for (const use of ['small', 'deep'] as const) {
      const id = this.chosen(use);
      if (id !== undefined) uses.set(id, use);
    }
    const models: ModelsStatus['models'][number][] = this.#usable().flatMap((provider) =>
      this.#listed(provider).map((name) => ({
        id: `${provider.id}/${name}`,
        name,
        provider: provider.id,
        kind: provider.kind,
      })),
    );
    for (const { id, name } of this.#editorModels()) {
      models.push({ id: `${EDITOR_PROVIDER}/${id}`, name, provider: EDITOR_PROVIDER, kind: 'editor' });
    }
    const scoring = confidenceOf(this.#context).samplingCostOf(project);
    return {
      models: models.map((model) => {
        const use = uses.get(model.id);
        return use === undefined ? model : { ...model, use };
      }),
      keys: this.#providers.flatMap(keysOf),
      problems: this.#problemLines(),
      prices: { source: PRICES_SOURCE, asOf: PRICES_AS_OF },
      ...(scoring && { scoring }),
    };
  }

  /** What the endpoint lists, and what was chosen of it without being listed. */
  #listed({ id }: OpenProvider): readonly string[] {
    const listed = this.#listings.get(id)?.models ?? [];
    const chosen = (['deep', 'small'] as const)
      .map((use) => parseModelId(this.chosen(use) ?? ''))
      .filter((parsed) => parsed?.provider === id)
      .map((parsed) => parsed?.model ?? '');
    return [...new Set([...chosen, ...listed])];
  }

  #problemLines(): readonly string[] {
    const problems: string[] = [...this.#problems.values()];
    for (const { id, kind, baseUrl, needsKey, holder } of this.#providers) {
      const listing = this.#listings.get(id);
      if (needsKey) problems.push(`${id} has no key yet.`);
      else if (kind === 'ollama' && listing && listing.models === undefined) {
        problems.push(`Ollama does not answer at ${new URL(baseUrl).host}; is it running?`);
      }
      if (holder.size > 0 && holder.status().every(({ state }) => state !== 'ready')) {
        problems.push(holder.spentMessage());
      }
    }
    return problems;
  }

  #tell(): void {
    if (this.#context.ending.aborted) return;
    this.#telling ??= setTimeout(() => {
      this.#telling = undefined;
      this.#context.emit('models/changed', this.#status());
    }, TELL_DELAY_MS).unref();
  }
}

function keysOf({ id, holder }: OpenProvider): ModelsStatus['keys'] {
  return holder.status().map(({ label, state, untilMs, requests, tokensIn, tokensOut, lastUsedMs }) => ({
    provider: id,
    label,
    state,
    requests,
    tokensIn,
    tokensOut,
    ...(untilMs !== undefined && { until: new Date(untilMs).toISOString() }),
    ...(lastUsedMs !== undefined && { lastUsedAt: new Date(lastUsedMs).toISOString() }),
  }));
}
