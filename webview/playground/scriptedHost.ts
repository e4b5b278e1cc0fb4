import type { ConfidenceAction } from '../../src/protocol/confidencePanel.ts';
import type { ConsultAction } from '../../src/protocol/consultPanel.ts';
import type { LearnAction } from '../../src/protocol/learnPanel.ts';
import type { AuditRow, Pattern } from '../../src/protocol/library.ts';
import type {
  HostMessage,
  LibraryAction,
  MergeResult,
  PageMessage,
  PanelAction,
  PanelAnswer,
  PanelProblem,
  PanelResources,
  PanelStore,
  PanelView,
  PatternDraft,
  ResourceName,
} from '../../src/protocol/panel.ts';
import type { Host } from '../host.ts';
import type { ConfidenceScene } from './sampleConfidence.ts';
import { manyPatterns, SAMPLE_PATTERNS, summaryOf } from './samplePatterns.ts';
import { EMPTY_WEEK, SAMPLE_RELATIONS, SAMPLE_WEEK, sampleRows } from './sampleReviews.ts';
import { ScriptedConfidence } from './scriptedConfidence.ts';
import { type ConsultScript, ScriptedConsult } from './scriptedConsult.ts';
import { ScriptedLearn } from './scriptedLearn.ts';

/** What the script plays, from the address of the page: `?scene=empty&role=reader&rows=10000`. */
export interface Script {
  readonly scene: 'full' | 'empty' | 'loading' | 'opening' | 'failed' | 'offline' | 'nofolder';
  readonly role: PanelStore['role'];
  readonly patterns: number;
  readonly rows: number;
  /** Saving a pattern meets another's change. */
  readonly conflict: boolean;
  readonly consult: Omit<ConsultScript, 'empty'>;
  readonly confidence: ConfidenceScene;
}

const STATE_KEY = 'fixward-playground';

/** A host that answers from memory, and remembers every request for tests to look at. */
export class ScriptedHost implements Host {
  readonly requests: PanelAction[] = [];
  readonly consult: ScriptedConsult;
  readonly #confidence: ScriptedConfidence;
  readonly #learn: ScriptedLearn;
  readonly #script: Script;
  #listener: (message: HostMessage) => void = () => {};
  #patterns: readonly Pattern[];
  #rows: readonly AuditRow[];
  #drafts: Record<string, PatternDraft> = {};
  #revision = 0;
  #view: PanelView | undefined;

  constructor(script: Script) {
    this.#script = script;
    this.#patterns = script.scene === 'empty' ? [] : manyPatterns(script.patterns);
    this.#rows = script.scene === 'empty' ? [] : sampleRows(script.rows);
    const empty = script.scene === 'empty';
    this.#learn = new ScriptedLearn(empty, (name, value) => this.#send(name, value));
    this.#confidence = new ScriptedConfidence(empty ? 'empty' : script.confidence, (name, value) =>
      this.#send(name, value),
    );
    this.consult = new ScriptedConsult({ ...script.consult, empty }, (name, value) =>
      this.#send(name, value),
    );
  }

  onMessage(listener: (message: HostMessage) => void): void {
    this.#listener = listener;
  }

  readState(): unknown {
    const kept = sessionStorage.getItem(STATE_KEY);
    return kept === null ? undefined : JSON.parse(kept);
  }

  writeState(state: unknown): void {
    sessionStorage.setItem(STATE_KEY, JSON.stringify(state));
  }

  post(message: PageMessage): void {
    // As between processes: never at once.
    setTimeout(() => this.#heard(structuredClone(message)));
  }

  /** A message as if the editor had sent it. */
  say(message: HostMessage): void {
    this.#listener(message);
  }

  #heard(message: PageMessage): void {
    if (message.kind === 'ready') this.#send('store', this.#store());
    if (message.kind === 'draft') {
      if (message.draft) this.#drafts[message.key] = message.draft;
      else delete this.#drafts[message.key];
      this.#send('drafts', { ...this.#drafts });
    }
    if (message.kind === 'show') {
      this.#view = message.view;
      this.#load();
    }
    if (message.kind === 'request') {
      this.requests.push(message.action);
      this.say({ kind: 'reply', id: message.id, answer: this.#answer(message.action) });
      this.#send('store', this.#store());
      this.#load();
    }
  }

  #load(): void {
    const { scene } = this.#script;
    const view = this.#view;
    if (!view || scene === 'loading' || scene === 'opening') return;
    if (scene === 'failed' || scene === 'offline') {
      const names: readonly ResourceName[] =
        view.place === 'consult' ? ['consultations', 'consultation', 'tools'] : [view.place];
      const problem: PanelProblem =
        scene === 'offline'
          ? { code: 'offline', message: 'The service ended and is being started again.' }
          : { code: 'invalid', message: 'The store answered with something that is no list.' };
      for (const name of names) {
        this.#revision += 1;
        this.say({ kind: 'resource', name, revision: this.#revision, state: 'failed', problem });
      }
      return;
    }
    if (view.place === 'patterns') this.#sendPatterns(view);
    if (view.place === 'review') {
      const patterns = this.#waiting();
      this.#send('review', { patterns, total: patterns.length });
    }
    if (view.place === 'audit') {
      const rows = scene === 'nofolder' ? [] : this.#rows;
      this.#send('audit', { project: 'orders', rows, total: rows.length });
    }
    if (view.place === 'consult') this.consult.show(view);
    if (view.place === 'confidence') this.#confidence.show(view);
    if (view.place === 'learn') this.#learn.show();
    if (view.place === 'week') this.#send('week', scene === 'empty' ? EMPTY_WEEK : SAMPLE_WEEK);
  }

  #sendPatterns(view: Extract<PanelView, { place: 'patterns' }>): void {
    const words = view.query
      .toLowerCase()
      .split(/\s+/u)
      .filter((word) => word !== '');
    const { statuses, severities, layers } = view.filters;
    const found = this.#patterns.filter(
      (one) =>
        (statuses ?? [one.status]).includes(one.status) &&
        (severities ?? [one.severity]).includes(one.severity) &&
        (!layers || layers.some((layer) => one.layers.includes(layer))) &&
        words.every((word) => JSON.stringify(one).toLowerCase().includes(word)),
    );
    const entries = found.slice(0, view.limit).map((one, index) => ({
      ...summaryOf(one),
      ...(view.query !== '' && {
        score: 1 / (index + 1),
        parts: {
          fused: 0.03,
          text: { rank: index + 1, score: 0.4 },
          content: { rank: index + 2, similarity: 0.7 },
        },
      }),
    }));
    this.#send('patterns', {
      query: view.query,
      entries,
      total: found.length,
      more: found.length > entries.length,
      notes: [],
    });
    const pattern = this.#patterns.find(({ id, key }) => id === view.pattern || key === view.pattern);
    if (pattern) {
      this.#send('pattern', {
        asked: view.pattern ?? '',
        pattern,
        relations: pattern.id === 'p1' ? SAMPLE_RELATIONS : [],
        similar:
          pattern.id === 'p1'
            ? [
                {
                  id: 'p3',
                  key: 'index-foreign-keys',
                  title: 'Index the columns of a foreign key',
                  similarity: 0.82,
                  status: 'active',
                },
              ]
            : [],
        revisions:
          pattern.version > 1
            ? [
                { version: 1, changed_at: '2026-08-01T09:00:00Z', changed_fields: ['title'] },
                {
                  version: 2,
                  changed_at: '2026-09-11T09:00:00Z',
                  changed_fields: ['code_after', 'symptoms'],
                },
              ]
            : [],
        notes: [],
      });
    }
  }

  #answer(action: PanelAction): PanelAnswer {
    if (isOfConfidence(action)) return this.#confidence.answer(action);
    if (isOfLearning(action)) return this.#learn.answer(action);
    return isOfLibrary(action) ? this.#answerLibrary(action) : this.consult.answer(action);
  }

  #answerLibrary(action: LibraryAction): PanelAnswer {
    if (action.kind === 'savePattern') return this.#save(action.draft);
    if (action.kind === 'deletePatterns') {
      this.#patterns = this.#patterns.filter(({ id }) => !action.ids.includes(id));
      return { ok: true };
    }
    if (action.kind === 'review') {
      const status = {
        approve: 'active',
        reactivate: 'active',
        retire: 'retired',
        reject: 'retired',
        suggest: 'suggested',
      } as const;
      this.#patterns = this.#patterns.map((one) =>
        action.ids.includes(one.id)
          ? {
              ...one,
              status: status[action.decision],
              reviewed: true,
              ...(action.notes !== undefined && { reviewer_notes: action.notes }),
            }
          : one,
      );
      return { ok: true };
    }
    if (action.kind === 'undoReview') {
      this.#patterns = this.#patterns.map((one) =>
        one.id === action.id ? { ...one, status: action.status, reviewed: action.reviewed } : one,
      );
      return { ok: true };
    }
    if (action.kind === 'mergePatterns') return this.#merge(action);
    if (action.kind === 'changeAudit') {
      const { kind: _, ids, ...change } = action;
      this.#rows = this.#rows.map((row) => (ids.includes(row.id) ? { ...row, ...change } : row));
      return { ok: true };
    }
    if (action.kind === 'auditHistory')
      return {
        ok: true,
        data: {
          changes: [
            {
              status: 'In Progress',
              technical_debt: 12,
              cause: 'fix applied',
              changed_at: '2026-11-10T10:00:00Z',
            },
          ],
        },
      };
    return { ok: true };
  }

  #merge(action: Extract<PanelAction, { kind: 'mergePatterns' }>): PanelAnswer {
    const stays = this.#patterns.find(({ id }) => id === action.into);
    const goes = this.#patterns.find(({ id }) => id === action.from[0]);
    if (!stays || !goes)
      return { ok: false, problem: { code: 'not_found', message: 'There is no such pattern.' } };
    const into: Pattern = {
      ...stays,
      symptoms: [...stays.symptoms, ...goes.symptoms],
      applied_count: stays.applied_count + goes.applied_count,
    };
    if (!action.preview) {
      this.#patterns = this.#patterns.map((one) =>
        one.id === into.id ? into : one.id === goes.id ? { ...one, status: 'retired' } : one,
      );
    }
    const data: MergeResult = {
      into,
      differences: [{ field: 'code_after', kept: stays.code_after ?? '', dropped: [goes.code_after ?? ''] }],
      conflicts: 0,
      moved: { applications: goes.applied_count, relations: 1, tasks: 0, rules: 0 },
    };
    return { ok: true, data };
  }

  #save(draft: PatternDraft): PanelAnswer {
    const stored = this.#patterns.find(({ id }) => id === draft.id);
    if (stored && this.#script.conflict && (draft.base_version ?? 0) <= stored.version) {
      const current: Pattern = { ...stored, version: stored.version + 1, title: `${stored.title} (theirs)` };
      this.#patterns = this.#patterns.map((one) => (one.id === current.id ? current : one));
      if (draft.base_version !== current.version)
        return { ok: false, problem: { code: 'conflict', message: 'Changed meanwhile.', current } };
    }
    if (!stored && this.#patterns.some(({ key }) => key === draft.fields.key))
      return {
        ok: false,
        problem: { code: 'conflict', message: 'Another pattern has this key.', field: 'key' },
      };
    const base = stored ?? {
      ...SAMPLE_PATTERNS[1],
      id: `p${this.#patterns.length + 1}`,
      status: 'draft',
      origin: 'authored',
      version: 0,
    };
    // SAFETY: the sample is a whole pattern, and the draft holds all its content.
    const saved = { ...base, ...draft.fields, version: (base.version ?? 0) + 1 } as Pattern;
    this.#patterns = [...this.#patterns.filter(({ id }) => id !== saved.id), saved];
    return { ok: true, data: { id: saved.id, version: saved.version } };
  }

  #waiting(): readonly Pattern[] {
    return this.#patterns.filter(({ status }) => status === 'suggested' || status === 'draft');
  }

  #store(): PanelStore {
    const { scene, role } = this.#script;
    const states = { offline: 'offline', failed: 'failed', opening: 'starting' } as const;
    // SAFETY: looked for among the table's own names.
    const state = Object.hasOwn(states, scene) ? states[scene as keyof typeof states] : 'ready';
    return {
      state,
      ...(state === 'failed' && {
        problem: 'The store’s folder cannot be written: no space left on the device.',
      }),
      ...(role && { role }),
      patterns: this.#patterns.length,
      waiting: this.#waiting().length,
      trusted: true,
      folderOpen: scene !== 'nofolder',
    };
  }

  #send<Name extends ResourceName>(name: Name, value: PanelResources[Name]): void {
    this.#revision += 1;
    // SAFETY: name and value belong together by this function's own type.
    this.say({ kind: 'resource', name, revision: this.#revision, state: 'ready', value } as HostMessage);
  }
}

const OF_CONSULTATIONS = new Set<string>([
  'startConsultation',
  'continueConsultation',
  'stopConsultation',
  'decideApproval',
  'settleProposal',
  'forkConsultation',
  'renameConsultation',
  'deleteConsultation',
  'readSelection',
  'runTool',
] satisfies readonly ConsultAction['kind'][]);

function isOfConfidence(action: PanelAction): action is ConfidenceAction {
  return ['explainConfidence', 'seeConfidence', 'reviewConfidence', 'exportChart'].includes(action.kind);
}

const OF_LEARNING = new Set<string>([
  'learn',
  'stopLearning',
  'learnFromFile',
  'setLearnCondition',
  'acceptLearned',
  'rejectLearned',
  'openSite',
] satisfies readonly LearnAction['kind'][]);

function isOfLearning(action: PanelAction): action is LearnAction {
  return OF_LEARNING.has(action.kind);
}

function isOfLibrary(action: PanelAction): action is LibraryAction {
  return !OF_CONSULTATIONS.has(action.kind);
}
