import type { ConfidenceChanged } from '../../protocol/confidence.ts';
import type { ConsultEventMessage } from '../../protocol/consultMethods.ts';
import type { AskDraft } from '../../protocol/consultPanel.ts';
import type {
  PageMessage,
  PanelResources,
  PanelView,
  PatternDraft,
  PatternPage,
  ResourceMessage,
  ResourceName,
} from '../../protocol/panel.ts';
import type { AuditGateway } from '../audit/auditGateway.ts';
import type { ConfidenceGateway } from '../confidence/confidenceGateway.ts';
import { loadFigures, loadScores } from '../confidence/confidenceLoads.ts';
import type { DatabaseConnection } from '../connections/connectionStore.ts';
import type { ConsultEditor } from '../consult/consultEditor.ts';
import type { ConsultGateway } from '../consult/consultGateway.ts';
import type { LearnPort } from '../learn/learnPort.ts';
import type { LibraryGateway } from '../library/libraryGateway.ts';
import type { AskService } from '../relay/fixwardService.ts';
import { isAborted, problemOf } from '../relay/serviceProblem.ts';
import { PanelActions } from './panelActions.ts';
import type { PanelEditor, PanelPagePort, StoreOverview } from './panelPorts.ts';
import { storeOverview } from './storeOverview.ts';

/** Changes come in bursts; a page is brought up to date once for each. */
const REFRESH_DELAY_MS = 250;

/** What became old: all that is shown, or consultations alone. */
type Stale = 'all' | 'consultations';

/** Drafts of all pages, kept for the workspace. */
export interface DraftBook {
  readonly all: Readonly<Record<string, PatternDraft>>;
  set(key: string, draft: PatternDraft | undefined): void;
  readonly questions: Readonly<Record<string, AskDraft>>;
  setQuestion(consultation: string, question: AskDraft | undefined): void;
}

export interface PanelSessionParts {
  readonly page: PanelPagePort;
  readonly ask: AskService;
  readonly library: LibraryGateway;
  readonly audits: AuditGateway;
  readonly consult: ConsultGateway;
  readonly confidence: ConfidenceGateway;
  readonly learning: LearnPort;
  readonly consultEditor: ConsultEditor;
  readonly connections: { list(): Promise<readonly DatabaseConnection[]> };
  readonly editor: PanelEditor;
  readonly drafts: DraftBook;
  /** How the store was found, each time it is asked. */
  readonly onOverview?: (overview: StoreOverview) => void;
}

/** One page's side in the editor: loads what the page shows, keeps it fresh, and does what it asks. */
export class PanelSession {
  readonly #parts: PanelSessionParts;
  readonly #actions: PanelActions;
  #view: PanelView | undefined;
  #revision = 0;
  /** Aborts what is loaded for a view once the page looks elsewhere. */
  #looking = new AbortController();
  /** Loads under way, by what they load; true when it changed meanwhile. */
  readonly #running = new Map<ResourceName, boolean>();
  /** What the page has last been told of each resource, to be shown while a newer one is under way. */
  readonly #known: { -readonly [Name in ResourceName]?: PanelResources[Name] } = {};
  #stale: Stale = 'consultations';
  #refreshing: ReturnType<typeof setTimeout> | undefined;

  constructor(parts: PanelSessionParts) {
    this.#parts = parts;
    this.#actions = new PanelActions(parts, () => this.#known.audit?.rows ?? []);
  }

  async hear(message: PageMessage): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.#ready('drafts', this.#parts.drafts.all);
        this.#ready('questions', this.#parts.drafts.questions);
        return;
      case 'draft':
        this.#parts.drafts.set(message.key, message.draft);
        return;
      case 'question':
        this.#parts.drafts.setQuestion(message.consultation, message.question);
        return;
      case 'show':
        this.#view = message.view;
        // What was asked for the view before is not needed any more.
        this.#looking.abort();
        this.#looking = new AbortController();
        this.#running.clear();
        await this.#load();
        return;
      case 'request': {
        const answer = await this.#actions.run(message.action);
        this.#parts.page.post({ kind: 'reply', id: message.id, answer });
        this.refreshSoon();
      }
    }
  }

  /** Something changed in the store, or around the editor. */
  refreshSoon(what: Stale = 'all'): void {
    if (what === 'all') this.#stale = 'all';
    this.#refreshing ??= setTimeout(() => {
      const stale = this.#stale;
      this.#refreshing = undefined;
      this.#stale = 'consultations';
      void this.#load(stale);
    }, REFRESH_DELAY_MS);
  }

  /** The consultation that the page shows; undefined when it shows none. */
  get consultation(): string | undefined {
    return this.#view?.place === 'consult' ? this.#view.consultation : undefined;
  }

  /** Text goes on as it comes; everything else is told by the next snapshot. */
  hearConsultation({ consultationId, delta }: ConsultEventMessage): void {
    if (this.#view?.place !== 'consult') return;
    if (!delta) this.refreshSoon('consultations');
    else if (consultationId === this.#view.consultation) {
      this.#parts.page.post({ kind: 'delta', consultationId, delta });
    }
  }

  /** Scores, outcomes or alerts are other than they were. */
  hearConfidence({ alerts }: Pick<ConfidenceChanged, 'alerts'>): void {
    const { changes } = this.#known.confidenceNews ?? { changes: 0 };
    this.#ready('confidenceNews', { changes: changes + 1, alerts });
    if (this.#view?.place === 'confidence') this.refreshSoon();
  }

  /** Something was learned, accepted or rejected, or a look at the history came further. */
  hearLearning(): void {
    if (this.#view?.place === 'learn') this.refreshSoon();
  }

  tellDrafts(): void {
    this.#ready('drafts', this.#parts.drafts.all);
  }

  dispose(): void {
    clearTimeout(this.#refreshing);
    this.#looking.abort();
  }

  async #load(stale: Stale = 'all'): Promise<void> {
    const view = this.#view;
    if (!view) return;
    const { signal } = this.#looking;
    if (stale === 'consultations') {
      if (view.place === 'consult') await Promise.all(this.#consultationLoads(view, signal));
      return;
    }
    // What changes later is told without being asked for.
    const first = this.#known.confidenceNews === undefined ? [this.#loadAlerts(signal)] : [];
    await Promise.all([this.#loadStore(signal), ...first, ...this.#loadsOf(view, signal)]);
  }

  #loadsOf(view: PanelView, signal: AbortSignal): readonly Promise<void>[] {
    const { library, audits, editor } = this.#parts;
    switch (view.place) {
      case 'patterns': {
        const { query, filters, order, limit, pattern } = view;
        const list = (): Promise<PanelResources['patterns']> =>
          query.trim() === ''
            ? library.list({ filters, order, limit }, signal)
            : library.search({ query, filters, limit }, signal).then((found) => ({ ...found, query }));
        return [
          this.#resource('patterns', list, signal),
          ...(pattern === undefined
            ? []
            : [this.#resource('pattern', () => this.#page(pattern, signal), signal)]),
        ];
      }
      case 'review':
        return [this.#resource('review', () => library.waiting(signal), signal)];
      case 'consult':
        return [...this.#consultationLoads(view, signal), ...this.#consultMeans(signal)];
      case 'week':
        return [this.#resource('week', async () => (await library.week(view.days, signal)).review, signal)];
      case 'learn':
        return [this.#resource('learn', () => this.#parts.learning.review(), signal)];
      case 'confidence': {
        const { confidence } = this.#parts;
        const { behind } = view;
        return [
          this.#resource('confidence', () => loadFigures(confidence, view, signal), signal),
          ...(behind === undefined
            ? []
            : [this.#resource('confidenceScores', () => loadScores(confidence, behind, signal), signal)]),
        ];
      }
      case 'audit':
        return [
          this.#resource(
            'audit',
            async () => {
              const project = await editor.project();
              if (project === undefined) return { project: '', rows: [], total: 0 };
              return { project, ...(await audits.rows(project, signal)) };
            },
            signal,
          ),
        ];
    }
  }

  #consultationLoads(
    view: Extract<PanelView, { place: 'consult' }>,
    signal: AbortSignal,
  ): readonly Promise<void>[] {
    const { consult } = this.#parts;
    const { query, limit, consultation, events } = view;
    const list = async (): Promise<PanelResources['consultations']> => ({
      query,
      ...(await consult.list({ limit, ...(query.trim() !== '' && { query }) }, signal)),
    });
    return [
      this.#resource('consultations', list, signal),
      ...(consultation === undefined
        ? []
        : [this.#resource('consultation', () => consult.get(consultation, events, signal), signal)]),
    ];
  }

  /** What consultations work with; it does not change while one goes on. */
  #consultMeans(signal: AbortSignal): readonly Promise<void>[] {
    const { consult, connections, editor } = this.#parts;
    const tools = async (): Promise<PanelResources['tools']> => ({
      tools: await consult.tools(signal),
      connections: (await connections.list()).map(({ name, environment, writable }) => ({
        name,
        environment,
        writable,
      })),
    });
    return [
      this.#resource('models', () => consult.models(editor.folder, signal), signal),
      this.#resource('tools', tools, signal),
    ];
  }

  async #page(asked: string, signal: AbortSignal): Promise<PatternPage> {
    const { library } = this.#parts;
    const pattern = await library.pattern(asked, signal);
    const notes: string[] = [];
    const orNote = <Value>(promise: Promise<Value>, otherwise: Value): Promise<Value> =>
      promise.catch((error: unknown) => {
        if (isAborted(error)) throw error;
        notes.push(problemOf(error).message);
        return otherwise;
      });
    const [{ relations, similar }, revisions] = await Promise.all([
      orNote(library.neighbours(pattern.id, signal), { relations: [], similar: [] }),
      orNote(library.revisions(pattern.id, signal), []),
    ]);
    return { asked, pattern, relations, similar, revisions, notes };
  }

  /** Alerts are shown in every place; without an answer there is none to show. */
  async #loadAlerts(signal: AbortSignal): Promise<void> {
    try {
      const alerts = await this.#parts.confidence.alerts(signal);
      if (!signal.aborted) this.#ready('confidenceNews', { changes: 0, alerts });
    } catch {
      // What cannot be reached says so in the place that is looked at.
    }
  }

  async #loadStore(signal: AbortSignal): Promise<void> {
    const { ask, editor, onOverview } = this.#parts;
    const tell = (overview: StoreOverview): void => {
      if (signal.aborted) return;
      onOverview?.(overview);
      this.#ready('store', { ...overview, trusted: editor.trusted, folderOpen: editor.folder !== undefined });
    };
    await this.#inTurn('store', signal, async () => tell(await storeOverview(ask, tell, signal)));
  }

  /** One load of a resource at a time, and one more when it changed meanwhile: what changes all the time is shown too. */
  async #inTurn(name: ResourceName, signal: AbortSignal, load: () => Promise<void>): Promise<void> {
    if (this.#running.has(name)) {
      this.#running.set(name, true);
      return;
    }
    do {
      this.#running.set(name, false);
      try {
        await load();
      } catch (error) {
        if (!signal.aborted) this.#running.delete(name);
        throw error;
      }
      if (signal.aborted) return;
    } while (this.#running.get(name) === true);
    this.#running.delete(name);
  }

  async #resource<Name extends ResourceName>(
    name: Name,
    load: () => Promise<PanelResources[Name]>,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#inTurn(name, signal, async () => {
      this.#post(name, 'loading');
      try {
        const value = await load();
        if (!signal.aborted) this.#ready(name, value);
      } catch (error) {
        if (signal.aborted || isAborted(error)) return;
        this.#post(name, 'failed', problemOf(error));
      }
    });
  }

  #ready<Name extends ResourceName>(name: Name, value: PanelResources[Name]): void {
    this.#known[name] = value;
    this.#post(name, 'ready');
  }

  #post(name: ResourceName, state: ResourceMessage['state'], problem?: ResourceMessage['problem']): void {
    this.#revision += 1;
    const value = this.#known[name];
    // SAFETY: a value is only ever kept under the name of its own resource.
    const message = {
      kind: 'resource',
      name,
      revision: this.#revision,
      state,
      ...(value !== undefined && { value }),
      ...(problem && { problem }),
    } as ResourceMessage;
    this.#parts.page.post(message);
  }
}
