import type { Consultation, ConsultDelta } from '../../src/protocol/consult.ts';
import type { AskDraft, ConsultPrefill } from '../../src/protocol/consultPanel.ts';
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
import type { ToolAnswer } from '../../src/protocol/toolMethods.ts';
import { LiveText } from '../consult/liveText.ts';
import { newsOf } from '../consult/news.ts';
import type { Host } from '../host.ts';
import { l10n } from '../l10n.ts';
import { answerTimeoutMs } from './answerTimeout.ts';
import { NEW_DRAFT } from './drafts.ts';
import { type ConsultViewState, FIRST_VIEWS, type PageState, restoredState } from './pageState.ts';

/** Pages that a reader may want to come back to; those read before them begin at their top again. */
const SCROLLS_KEPT_MAX = 50;
/** Writing state at every key press would cost more than it saves. */
const WRITE_DELAY_MS = 150;

type Resources = { readonly [Name in ResourceName]: Resource<PanelResources[Name]> };

const NOTHING = { revision: 0, state: 'loading' } as const;
const NOTHING_ASKED: AskDraft = { text: '', attachments: [] };

/** The page's model: the host's resources as last heard, the page's own state, and the way to ask for something. */
export class Panel {
  /** What tools gave, by name, until the page is left: it can be had again. */
  readonly toolAnswers = new Map<string, ToolAnswer>();
  readonly #host: Host;
  readonly #listeners = new Set<() => void>();
  readonly #textListeners = new Set<() => void>();
  readonly #waiting = new Map<number, (answer: PanelAnswer) => void>();
  #resources: Resources = {
    store: NOTHING,
    patterns: NOTHING,
    pattern: NOTHING,
    review: NOTHING,
    audit: NOTHING,
    learn: NOTHING,
    week: NOTHING,
    confidence: NOTHING,
    confidenceScores: NOTHING,
    confidenceNews: NOTHING,
    consultations: NOTHING,
    consultation: NOTHING,
    models: NOTHING,
    tools: NOTHING,
    drafts: NOTHING,
    questions: NOTHING,
  };
  /** Consultations whose question was changed here and the editor was not told yet. */
  readonly #untold = new Set<string>();
  /** Of the consultation that was heard of last. */
  #live: { readonly consultationId: string; readonly text: LiveText } | undefined;
  #textFrame: number | undefined;
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

  /** Streamed text changes many times a second: what shows it listens for that alone. */
  onLiveText(listener: () => void): () => void {
    this.#textListeners.add(listener);
    return () => this.#textListeners.delete(listener);
  }

  liveText(consultationId: string): LiveText {
    if (this.#live?.consultationId !== consultationId) this.#live = { consultationId, text: new LiveText() };
    return this.#live.text;
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

  /** A consultation, or a new question without one. */
  openConsultation(id: string | undefined): void {
    const view: PanelView = this.#state.views.consult ?? FIRST_VIEWS.consult;
    if (view.place !== 'consult') return;
    const { consultation: _, ...rest } = view;
    this.keepConsult({ screen: 'talk', listed: false });
    const { events } = FIRST_VIEWS.consult;
    this.show(id === undefined ? { ...rest, events } : { ...rest, events, consultation: id });
  }

  /** Changes what the page owns, beside view and drafts. */
  keep(change: Partial<Pick<PageState, 'audit'>>): void {
    this.#become(change);
  }

  keepConsult(change: Partial<ConsultViewState>): void {
    this.#become({ consult: { ...this.#state.consult, ...change } });
  }

  /** As `keepConsult`, for leaving something out. */
  replaceConsult(consult: ConsultViewState): void {
    this.#become({ consult });
  }

  /** The form of a tool, filled in as the JSON says, which may have been cut. */
  openTool(tool: string, json: string): void {
    this.toolAnswers.delete(tool);
    this.#prefill(undefined, { tool, input: recordOf(json) });
  }

  /** What is being asked in a consultation, or of a new one. */
  asking(consultation = 'new'): AskDraft {
    return this.#state.consult.asking[consultation] ?? NOTHING_ASKED;
  }

  keepAsking(consultation = 'new', draft: AskDraft = NOTHING_ASKED): void {
    const { [consultation]: _, ...others } = this.#state.consult.asking;
    const isEmpty = draft.text === '' && draft.attachments.length === 0;
    this.#untold.add(consultation);
    this.keepConsult({ asking: isEmpty ? others : { ...others, [consultation]: draft } });
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
      }, answerTimeoutMs(action));
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
    if (message.kind === 'delta') {
      this.#hearText(message.consultationId, message.delta);
      return;
    }
    if (message.kind === 'go') {
      this.show(message.view);
      if (message.view.place === 'consult') this.#prefill(message.view.consultation, message.ask);
      if (message.edit && message.view.place === 'patterns') this.edit(message.view.pattern ?? 'new');
      return;
    }
    const { kind: _, name, ...resource } = message;
    // Messages of two loads may cross: the newer knowledge stays.
    if (resource.revision < this.#resources[name].revision) return;
    const before = this.#resources;
    this.#resources = { ...before, [name]: resource };
    if (message.name === 'questions' && message.value) this.#hearQuestions(message.value);
    if (message.name === 'consultation' && message.state === 'ready' && message.value)
      this.#hearConsultation(before.consultation.value, message.value);
    this.#changed();
  }

  /** The editor's memory is newer than what a page that was loaded anew remembers, but not than what is typed. */
  #hearQuestions(kept: PanelResources['questions']): void {
    const { asking } = this.#state.consult;
    const typed = Object.entries(asking).filter(([consultation]) => this.#untold.has(consultation));
    const others = Object.entries(kept).filter(([consultation]) => !this.#untold.has(consultation));
    this.keepConsult({ asking: Object.fromEntries([...others, ...typed]) });
  }

  #hearConsultation(before: Consultation | undefined, now: Consultation): void {
    if (this.view.place !== 'consult' || this.view.consultation !== now.id) return;
    this.liveText(now.id).settle(now);
    const news = newsOf(before, now);
    if (news !== undefined) this.#announcement = news;
  }

  #hearText(consultationId: string, delta: ConsultDelta): void {
    if (this.view.place !== 'consult' || this.view.consultation !== consultationId) return;
    this.liveText(consultationId).hear(delta);
    // Once a frame is as often as anybody can see.
    this.#textFrame ??= requestAnimationFrame(() => {
      this.#textFrame = undefined;
      for (const listener of this.#textListeners) listener();
    });
  }

  #prefill(consultation: string | undefined, ask: ConsultPrefill | undefined): void {
    this.keepConsult({ screen: ask?.tool === undefined ? 'talk' : 'tools', listed: false });
    if (!ask) return;
    if (ask.tool !== undefined) {
      const texts = Object.entries(ask.input ?? {}).map(([name, value]) => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]);
      const { toolInputs } = this.#state.consult;
      this.keepConsult({
        tool: ask.tool,
        toolInputs: { ...toolInputs, [ask.tool]: { ...toolInputs[ask.tool], ...Object.fromEntries(texts) } },
      });
      return;
    }
    // What is typed already stays; what was brought is added to it.
    const { text, attachments } = this.asking(consultation);
    this.keepAsking(consultation, {
      text: [text, ask.text ?? ''].filter((part) => part !== '').join('\n'),
      attachments: [...attachments, ...(ask.attachments ?? [])],
    });
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
    const { asking } = this.#state.consult;
    for (const consultation of this.#untold) {
      const question = asking[consultation];
      this.#host.post({ kind: 'question', consultation, ...(question && { question }) });
    }
    this.#untold.clear();
  }
}

function recordOf(json: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(json);
    // SAFETY: any object is a record of values that are not known.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
