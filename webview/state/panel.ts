import type { PatternFields } from '../../src/protocol/library.ts';
import type {
  HostMessage,
  PanelAction,
  PanelAnswer,
  PanelResources,
  PanelView,
  PatternDraft,
  Place,
  Resource,
  ResourceName,
} from '../../src/protocol/panel.ts';
import type { Host } from '../host.ts';
import { l10n } from '../l10n.ts';
import { NEW_DRAFT } from './drafts.ts';
import { FIRST_VIEWS, type PageState, restoredState } from './pageState.ts';

/** Longer than a first start of the store on a slow machine; an answer later than this finds nobody waiting. */
const ANSWER_TIMEOUT_MS = 120_000;
/** Pages that a reader may want to come back to; those read before them begin at their top again. */
const SCROLLS_KEPT_MAX = 50;
/** Writing state at every key press would cost more than it saves. */
const WRITE_DELAY_MS = 150;

type Resources = { readonly [Name in ResourceName]: Resource<PanelResources[Name]> };

const NOTHING = { revision: 0, state: 'loading' } as const;

/** The page's model: the host's resources as last heard, the page's own state, and the way to ask for something. */
export class Panel {
  readonly #host: Host;
  readonly #listeners = new Set<() => void>();
  readonly #waiting = new Map<number, (answer: PanelAnswer) => void>();
  #resources: Resources = {
    store: NOTHING,
    patterns: NOTHING,
    pattern: NOTHING,
    review: NOTHING,
    audit: NOTHING,
    week: NOTHING,
    drafts: NOTHING,
  };
  #state: PageState;
  #requests = 0;
  #writing: ReturnType<typeof setTimeout> | undefined;
  #announcement = '';

  constructor(host: Host) {
    this.#host = host;
    this.#state = restoredState(host.readState());
    host.onMessage((message) => this.#heard(message));
    // A page may be thrown away without a further word; what was typed must be on record before.
    window.addEventListener('pagehide', () => this.#write());
    document.addEventListener('visibilitychange', () => this.#write());
    host.post({ kind: 'ready' });
    for (const [key, draft] of Object.entries(this.#state.drafts)) host.post({ kind: 'draft', key, draft });
    host.post({ kind: 'show', view: this.#state.view });
  }

  get state(): PageState {
    return this.#state;
  }

  get view(): PanelView {
    return this.#state.view;
  }

  /** What was last said to screen readers. */
  get announcement(): string {
    return this.#announcement;
  }

  resource<Name extends ResourceName>(name: Name): Resource<PanelResources[Name]> {
    return this.#resources[name];
  }

  /** True when the user may approve, reject, retire, merge and delete. */
  get maintains(): boolean {
    const role = this.#resources.store.value?.role;
    return role === 'maintainer' || role === 'owner';
  }

  get writes(): boolean {
    const role = this.#resources.store.value?.role;
    return role !== undefined && role !== 'reader';
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  show(view: PanelView): void {
    this.#become({ view, views: { ...this.#state.views, [view.place]: view } });
    this.#host.post({ kind: 'show', view });
  }

  /** The place as it was left. */
  goTo(place: Place): void {
    this.show(this.#state.views[place] ?? FIRST_VIEWS[place]);
  }

  openPattern(idOrKey: string): void {
    const view = this.#state.views.patterns ?? FIRST_VIEWS.patterns;
    if (view.place === 'patterns') this.show({ ...view, pattern: idOrKey });
  }

  /** Changes what the page owns, beside view and drafts. */
  keep(change: Partial<Pick<PageState, 'audit'>>): void {
    this.#become(change);
  }

  keepScroll(name: string, pixels: number): void {
    const { [name]: _, ...others } = this.#state.scroll;
    const latest = Object.entries(others).slice(1 - SCROLLS_KEPT_MAX);
    this.#state = { ...this.#state, scroll: { ...Object.fromEntries(latest), [name]: pixels } };
    this.#writeSoon();
  }

  fold(name: string, open: boolean): void {
    if (this.#state.folds[name] === open) return;
    this.#become({ folds: { ...this.#state.folds, [name]: open } });
  }

  /** The draft of a pattern, written here or in the panel's other page. */
  draft(key: string): PatternDraft | undefined {
    return this.#state.drafts[key] ?? this.#resources.drafts.value?.[key];
  }

  edit(key: string | undefined, draft?: PatternDraft): void {
    const { editing: _, ...rest } = this.#state;
    this.#state = { ...rest, ...(key !== undefined && { editing: key }) };
    if (key !== undefined && draft) this.keepDraft(key, draft);
    else this.#become({});
  }

  /** Begins a pattern with some fields filled in; a draft that is under way is not overwritten. */
  editNew(fields: Partial<PatternFields>): void {
    const view = this.#state.views.patterns ?? FIRST_VIEWS.patterns;
    this.show(view);
    if (this.draft('new'))
      this.announce(l10n.t('A new pattern is already being written; save or discard it first.'));
    this.edit('new', this.draft('new') ?? { fields: { ...NEW_DRAFT.fields, ...fields } });
  }

  keepDraft(key: string, draft: PatternDraft): void {
    this.#become({ drafts: { ...this.#state.drafts, [key]: draft } });
    this.#host.post({ kind: 'draft', key, draft });
  }

  dropDraft(key: string): void {
    const { [key]: _, ...drafts } = this.#state.drafts;
    this.#become({ drafts });
    this.#host.post({ kind: 'draft', key });
  }

  /** Answers always, also when the host does not. */
  request(action: PanelAction): Promise<PanelAnswer> {
    this.#requests += 1;
    const id = this.#requests;
    return new Promise((resolve) => {
      const timeout = setTimeout(() => {
        this.#waiting.delete(id);
        const message = l10n.t('The editor did not answer. Try again, or see the log.');
        resolve({ ok: false, problem: { code: 'unavailable', message } });
      }, ANSWER_TIMEOUT_MS);
      this.#waiting.set(id, (answer) => {
        clearTimeout(timeout);
        resolve(answer);
      });
      this.#host.post({ kind: 'request', id, action });
    });
  }

  /** Does something for its effect; a failure is announced and shown by the app. */
  async run(action: PanelAction, done?: string): Promise<PanelAnswer> {
    const answer = await this.request(action);
    this.announce(answer.ok ? (done ?? '') : answer.problem.message);
    return answer;
  }

  announce(text: string): void {
    if (text === '') return;
    this.#announcement = text;
    this.#changed();
  }

  #heard(message: HostMessage): void {
    if (message.kind === 'reply') {
      this.#waiting.get(message.id)?.(message.answer);
      this.#waiting.delete(message.id);
      return;
    }
    if (message.kind === 'go') {
      this.show(message.view);
      if (message.edit && message.view.place === 'patterns') this.edit(message.view.pattern ?? 'new');
      return;
    }
    const { kind: _, name, ...resource } = message;
    // Messages of two loads may cross: the newer knowledge stays.
    if (resource.revision < this.#resources[name].revision) return;
    this.#resources = { ...this.#resources, [name]: resource };
    this.#changed();
  }

  #become(change: Partial<PageState>): void {
    this.#state = { ...this.#state, ...change };
    this.#writeSoon();
    this.#changed();
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  #writeSoon(): void {
    this.#writing ??= setTimeout(() => this.#write(), WRITE_DELAY_MS);
  }

  #write(): void {
    clearTimeout(this.#writing);
    this.#writing = undefined;
    this.#host.writeState(this.#state);
  }
}
