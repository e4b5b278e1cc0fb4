import type { Consultation, ConsultationSummary, ConsultEvent } from '../../src/protocol/consult.ts';
import type { ConsultAction, ConsultTools, ConsultView } from '../../src/protocol/consultPanel.ts';
import type { ModelsStatus } from '../../src/protocol/modelMethods.ts';
import type { PanelAnswer, PanelResources, ResourceName } from '../../src/protocol/panel.ts';
import type { ToolAnswer, ToolDescription } from '../../src/protocol/toolMethods.ts';
import { SAMPLE_CONSULTATION, storedEvents } from './sampleConsultation.ts';
import { sampleMap } from './sampleMap.ts';

export interface ConsultScript {
  readonly models: 'some' | 'none';
  /** Events of the long consultation, and characters of the answer in another. */
  readonly events: number;
  readonly characters: number;
  readonly tables: number;
  readonly rows: number;
  readonly empty: boolean;
}

type Send = <Name extends ResourceName>(name: Name, value: PanelResources[Name]) => void;

/** Consultations from memory, for looking at the panel without the editor. */
export class ScriptedConsult {
  readonly #script: ConsultScript;
  readonly #send: Send;
  #consultations: readonly Consultation[];
  #view: ConsultView | undefined;

  constructor(script: ConsultScript, send: Send) {
    this.#script = script;
    this.#send = send;
    this.#consultations = script.empty ? [] : sampleConsultations(script);
  }

  show(view: ConsultView): void {
    this.#view = view;
    const words = view.query.toLowerCase();
    const found = this.#consultations.filter(({ title }) => title.toLowerCase().includes(words));
    this.#send('consultations', {
      query: view.query,
      consultations: found.slice(0, view.limit).map(summaryOf),
      total: found.length,
    });
    this.#send('models', this.#script.models === 'none' ? NO_MODELS : SOME_MODELS);
    this.#send('tools', SAMPLE_TOOLS);
    const one = this.#consultations.find(({ id }) => id === view.consultation);
    if (!one) return;
    const events = one.events.slice(-view.events);
    this.#send('consultation', { ...one, events, earlier: one.events.length - events.length });
  }

  /** Something happened in a consultation, as if the service had told. */
  happen(id: string, events: readonly ConsultEvent[], change: Partial<Consultation> = {}): void {
    this.#change(id, (one) => ({
      ...one,
      ...change,
      events: storedEvents([...one.events.map(({ event }) => event), ...events]),
    }));
  }

  answer(action: ConsultAction): PanelAnswer {
    switch (action.kind) {
      case 'startConsultation': {
        const id = `c${this.#consultations.length + 1}`;
        const begun: Consultation = {
          ...EMPTY_CONSULTATION,
          id,
          title: action.question.slice(0, 60),
          state: 'running',
          events: storedEvents([{ kind: 'question', text: action.question }]),
        };
        this.#consultations = [begun, ...this.#consultations];
        return { ok: true, data: { consultationId: id } };
      }
      case 'continueConsultation':
        this.happen(
          action.consultationId,
          action.text === ''
            ? [{ kind: 'state', state: 'running' }]
            : [{ kind: 'question', text: action.text }],
          { state: 'running' },
        );
        return { ok: true };
      case 'stopConsultation':
        this.happen(action.consultationId, [{ kind: 'state', state: 'stopped' }], { state: 'stopped' });
        return { ok: true };
      case 'decideApproval':
        this.#change(action.consultationId, (one) => ({
          ...one,
          approvals: one.approvals.map((approval) =>
            approval.id === action.approvalId
              ? {
                  ...approval,
                  state: { approve: 'used', reject: 'rejected', edit: 'edited' }[action.decision] as 'used',
                }
              : approval,
          ),
        }));
        return { ok: true };
      case 'forkConsultation': {
        const from = this.#consultations.find(({ id }) => id === action.consultationId);
        if (!from) return { ok: false, problem: { code: 'not_found', message: 'There is none.' } };
        const copy = { ...from, id: `${from.id}-copy`, title: `${from.title} (copy)` };
        this.#consultations = [copy, ...this.#consultations];
        return { ok: true, data: { consultationId: copy.id } };
      }
      case 'renameConsultation':
        this.#change(action.consultationId, (one) => ({ ...one, title: action.title }));
        return { ok: true };
      case 'deleteConsultation':
        this.#consultations = this.#consultations.filter(({ id }) => id !== action.consultationId);
        return { ok: true };
      case 'readSelection':
        return { ok: true, data: { title: 'api/src/portfolio.ts:10', text: 'select * from portfolios' } };
      case 'runTool':
        return { ok: true, data: this.#toolAnswer(action.name) };
      default:
        return { ok: true };
    }
  }

  #change(id: string, change: (one: Consultation) => Consultation): void {
    this.#consultations = this.#consultations.map((one) => (one.id === id ? change(one) : one));
    if (this.#view) this.show(this.#view);
  }

  #toolAnswer(name: string): ToolAnswer {
    if (name === 'relationship_map')
      return { ok: true, data: sampleMap(this.#script.tables), text: 'a map', untrusted: true };
    if (name === 'check_schema')
      return {
        ok: true,
        untrusted: true,
        text: '1 finding',
        data: {
          findings: [
            {
              ruleId: 'foreign-key-without-index',
              severity: 'MEDIUM',
              object: 'public.orders.customer_id',
              message: 'The foreign key orders_customer_id_fkey has no index.',
              remedies: ['create index concurrently on public.orders (customer_id);'],
            },
          ],
          notes: [],
        },
      };
    if (name === 'run_readonly_sql' || name === 'slow_queries')
      return { ok: true, data: sampleRows(this.#script.rows), text: 'rows', untrusted: true };
    if (name === 'read_explain')
      return {
        ok: false,
        code: 'invalid',
        message: 'This is no plan: EXPLAIN gives one as text or as JSON.',
      };
    return { ok: true, data: {}, text: 'line one\nline two', untrusted: false };
  }
}

const EMPTY_CONSULTATION: Consultation = {
  id: '',
  title: '',
  state: 'open',
  createdAt: '2026-11-21T11:00:00Z',
  updatedAt: '2026-11-21T11:00:00Z',
  stepsDone: 0,
  steps: 0,
  proposals: 0,
  waiting: 0,
  tokensIn: 0,
  tokensOut: 0,
  events: [],
  earlier: 0,
  files: [],
  proposalCards: [],
  approvals: [],
  budget: { dayTokensUsed: 0, dayCostUsdUsed: 0 },
};

function sampleConsultations({ events, characters }: ConsultScript): readonly Consultation[] {
  const running: readonly ConsultEvent[] = [
    { kind: 'question', text: 'Why is the list of open orders slow?' },
    { kind: 'route', route: 'direct', reason: 'one query', overridden: true },
    {
      kind: 'agent',
      run: 'r9',
      agent: 'performance-optimizer',
      state: 'started',
      task: 'Read the plan of the query',
    },
    {
      kind: 'tool',
      call: 't9',
      run: 'r9',
      agent: 'performance-optimizer',
      name: 'read_explain',
      title: 'Read a plan',
      state: 'started',
      input: '{}',
    },
  ];
  const failed: readonly ConsultEvent[] = [
    { kind: 'question', text: 'Which tables have no owner?' },
    {
      kind: 'state',
      state: 'failed',
      problem:
        'No model is set up. The schema map, the schema check, proofs and slow queries work without one.',
      problemCode: 'no_model',
    },
  ];
  return [
    SAMPLE_CONSULTATION,
    {
      ...EMPTY_CONSULTATION,
      id: 'c2',
      title: 'Slow list of open orders',
      state: 'running',
      model: 'o3',
      events: storedEvents(running),
      partial: 'The plan reads all of **orders**',
    },
    {
      ...EMPTY_CONSULTATION,
      id: 'c3',
      title: 'Tables without an owner',
      state: 'failed',
      events: storedEvents(failed),
    },
    {
      ...EMPTY_CONSULTATION,
      id: 'c4',
      title: 'Überprüfung der Rechte – naïve 🔒',
      state: 'stopped',
      tokensIn: 900,
      tokensOut: 20,
      events: storedEvents([
        { kind: 'question', text: 'Prüfe die Rechte.' },
        { kind: 'state', state: 'stopped' },
      ]),
    },
    {
      ...EMPTY_CONSULTATION,
      id: 'c5',
      title: 'A very long consultation',
      state: 'done',
      events: storedEvents(manyEvents(events)),
    },
    {
      ...EMPTY_CONSULTATION,
      id: 'c6',
      title: 'An answer without end',
      state: 'done',
      events: storedEvents([{ kind: 'question', text: 'Tell all.' }, longAnswer(characters)]),
    },
    {
      ...EMPTY_CONSULTATION,
      id: 'c7',
      title: 'Two answers, one of them withheld',
      state: 'done',
      events: storedEvents([
        { kind: 'question', text: 'Which index does the review queue need?' },
        longAnswer(170, 'A partial index. '),
        { kind: 'question', text: 'And the archive?' },
        longAnswer(170, 'None that is worth its writes. '),
        {
          kind: 'confidence',
          target: { kind: 'answer', position: 2 },
          badge: {
            scoreId: 's2',
            method: 'agreement',
            raw: 0.92,
            calibrated: 0.81,
            lower: 0.74,
            upper: 0.87,
            state: 'calibrated',
            outcomes: 240,
            samples: 3,
          },
        },
        {
          kind: 'confidence',
          target: { kind: 'answer', position: 4 },
          badge: {
            scoreId: 's4',
            method: 'verbalized',
            raw: 0.7,
            state: 'uncalibrated',
            outcomes: 3,
            withheld: true,
          },
        },
      ]),
    },
  ];
}

function manyEvents(count: number): readonly ConsultEvent[] {
  return Array.from({ length: count }, (_, index): ConsultEvent => {
    if (index % 10 === 0) return { kind: 'question', text: `Question ${index / 10 + 1}` };
    if (index % 10 === 9) return longAnswer(300, `Answer ${(index + 1) / 10}. `);
    return {
      kind: 'tool',
      call: `t${index}`,
      agent: 'consultant',
      name: 'describe_object',
      title: `Describe object ${index}`,
      state: 'finished',
      input: `{"name":"t${index}"}`,
      result: 'x'.repeat(200),
      durationMs: index,
    };
  });
}

function longAnswer(characters: number, start = ''): ConsultEvent {
  const sentence =
    'The table **orders** has an index for each of its foreign keys, and this sentence goes on.\n\n';
  const text = start + sentence.repeat(Math.ceil(characters / sentence.length)).slice(0, characters);
  return {
    kind: 'answer',
    text,
    answer: {
      recommendation: text,
      sql: [],
      impacts: [],
      warnings: [],
      nextSteps: [],
      sources: [],
      confidence: {},
    },
  };
}

function summaryOf({
  events: _,
  earlier: _1,
  plan: _2,
  files: _3,
  proposalCards: _4,
  approvals: _5,
  budget: _6,
  partial: _7,
  ...summary
}: Consultation): ConsultationSummary {
  return summary;
}

function sampleRows(count: number): unknown {
  return {
    columns: ['query', 'calls', 'mean_ms', 'note'],
    rows: Array.from({ length: count }, (_, index) => [
      `select * from orders where id = $${index}`,
      (index * 7919) % 5_000,
      Math.round(((index * 104_729) % 90_000) / 100) / 10,
      index % 3 === 0 ? null : index % 3 === 1 ? '=cmd|calc' : 'a "quoted", note',
    ]),
    truncated: false,
    ms: 31,
  };
}

const NO_MODELS: ModelsStatus = { models: [], keys: [], problems: [] };
const SOME_MODELS: ModelsStatus = {
  models: [
    { id: 'openai/o3', name: 'o3', provider: 'openai', kind: 'openai', use: 'deep' },
    { id: 'ollama/qwen', name: 'qwen (this machine)', provider: 'ollama', kind: 'ollama' },
  ],
  keys: [],
  problems: [],
  scoring: { samples: 2, consensusModels: [], calls: 2, tokens: 2_400, costUsd: 0.012 },
};

const SOURCE = {
  sql: { type: 'string', description: 'Schema as SQL, instead of migrations' },
  folder: { type: 'string', description: 'Migrations folder' },
  connection: { type: 'string', description: 'Connection profile to read instead' },
};

function described(
  name: string,
  title: string,
  properties: object,
  required: readonly string[] = [],
): ToolDescription {
  return {
    name,
    title,
    description: `${title} of this project.`,
    action: 'read_schema',
    inputSchema: { type: 'object', properties, required },
  };
}

const SAMPLE_TOOLS: ConsultTools = {
  tools: [
    described('list_schema', 'List the schema', {
      match: { type: 'string' },
      kind: { enum: ['tables', 'views'] },
      page: { type: 'integer' },
      ...SOURCE,
    }),
    described('relationship_map', 'Map the relationships', {
      focus: { type: 'string', description: 'Table in the middle' },
      ...SOURCE,
    }),
    described('check_schema', 'Check the schema', SOURCE),
    described(
      'verify_migration',
      'Verify a migration',
      { up: { type: 'string' }, down: { type: 'string' } },
      ['up'],
    ),
    described('slow_queries', 'Slow queries', { limit: { type: 'integer' }, connection: { type: 'string' } }),
    described('read_explain', 'Read a plan', { plan: { type: 'string' } }, ['plan']),
    described(
      'run_readonly_sql',
      'Run a query',
      { sql: { type: 'string' }, connection: { type: 'string' } },
      ['sql'],
    ),
    { ...described('apply_migration', 'Apply a migration', {}), action: 'write_database' },
  ],
  connections: [
    { name: 'orders-staging', environment: 'staging', writable: true },
    { name: 'orders', environment: 'production', writable: false },
  ],
};
