import { MemorySaver } from '@langchain/langgraph-checkpoint';
import { z } from 'zod';
import { consultantOn } from '../../../src/consultant/openConsultant.ts';
import type { ConsultBudgetLimits } from '../../../src/core/consult/consultLimits.ts';
import type { ToolTarget } from '../../../src/core/consult/consultTool.ts';
import type { DecidePermission } from '../../../src/core/policy/permission.ts';
import type { ConnectionProfile } from '../../../src/protocol/connectionMethods.ts';
import type { ConsultEvent, Proposal } from '../../../src/protocol/consult.ts';
import type { ConsultEventMessage } from '../../../src/protocol/consultMethods.ts';
import { consultMethodsOf } from '../../../src/service/consult/consultMethods.ts';
import type { ConsultParts, ScoringPart, ToolsPart } from '../../../src/service/consult/consultParts.ts';
import { ConsultService } from '../../../src/service/consult/consultService.ts';
import type { ServiceMethods } from '../../../src/service/serviceContext.ts';
import type { LoggedDecision } from '../../../src/tools/runTool.ts';
import type { AnyConsultTool } from '../../../src/tools/tool.ts';
import { scriptedModels } from '../../consultant/scriptedEngine.ts';
import { type MemoryConsultStore, memoryConsultStore } from './memoryConsultStore.ts';

export interface ConsultBench {
  readonly store: MemoryConsultStore;
  readonly service: ConsultService;
  readonly messages: readonly ConsultEventMessage[];
  readonly decisions: readonly LoggedDecision[];
  readonly log: readonly string[];
  call(method: string, params: unknown): Promise<Record<string, unknown>>;
  /** Begins a consultation and waits until it rests. */
  ask(question: string, params?: Readonly<Record<string, unknown>>): Promise<string>;
  eventsOf(id: string): Promise<readonly ConsultEvent[]>;
  /** Another service on the same store, as after this one was killed. */
  again(): ConsultBench;
  configured(): void;
}

export interface BenchOptions {
  readonly baseUrl: string;
  readonly tools?: readonly AnyConsultTool[];
  readonly permit?: DecidePermission;
  readonly model?: string | undefined;
  readonly profiles?: readonly ConnectionProfile[];
  readonly budget?: ConsultBudgetLimits;
  readonly store?: MemoryConsultStore;
  readonly saver?: MemorySaver;
  readonly scoring?: ScoringPart;
}

const ALLOW_ALL: DecidePermission = () => ({ decision: 'allow', policyId: 'test', reason: 'a test' });

/** The consultation service with a scripted model, tools of the test, and everything else real. */
export function consultBench(options: BenchOptions): ConsultBench {
  const { tools = [], permit = ALLOW_ALL, saver = new MemorySaver(), store = memoryConsultStore() } = options;
  const messages: ConsultEventMessage[] = [];
  const decisions: LoggedDecision[] = [];
  const log: string[] = [];
  const listeners: (() => void)[] = [];
  const connections = new Map(options.profiles?.map((profile) => [profile.name, profile]));
  const models = scriptedModels(options.baseUrl, 'chat');
  const part: ToolsPart = {
    tools,
    permit,
    // SAFETY: tools of these tests use nothing else of their context.
    contextFor: (work) =>
      ({ ...work, connections, progress: () => {} }) as unknown as ReturnType<ToolsPart['contextFor']>,
    record: (logged) => decisions.push(logged),
  };
  const parts: ConsultParts = {
    store,
    models: {
      deepModel: async () => ('model' in options ? options.model : 'test/deep-1'),
      budget: () => options.budget ?? {},
      cost: ({ tokensIn, tokensOut }) => (tokensIn + tokensOut) / 1_000_000,
      onConfigured: (listener) => listeners.push(listener),
    },
    consultant: async () => consultantOn({ models, saver }),
    tools: async () => part,
    ...(options.scoring && { scoring: options.scoring }),
    tell: (message) => messages.push(message),
    log: (line) => log.push(line),
    ending: new AbortController().signal,
    keepAlive: () => {},
  };
  const service = new ConsultService(parts);
  const methods: ServiceMethods = consultMethodsOf(service, parts);
  const call: ConsultBench['call'] = async (method, params) => {
    const signal = new AbortController().signal;
    // SAFETY: every method of consultations answers with an object.
    return (await methods[method]?.(params, { signal, requestId: '' })) as Record<string, unknown>;
  };
  return {
    store,
    service,
    messages,
    decisions,
    log,
    call,
    ask: async (question, params = {}) => {
      const { consultationId } = await call('consult/start', { question, trusted: true, ...params });
      await service.idle();
      return String(consultationId);
    },
    eventsOf: async (id) => (await store.events(id, { limit: 10_000 })).events.map(({ event }) => event),
    again: () => consultBench({ ...options, store, saver }),
    configured: () => {
      for (const listener of listeners) listener();
    },
  };
}

export interface TestToolOptions extends Partial<Pick<AnyConsultTool, 'action' | 'untrustedOutput'>> {
  readonly target?: ToolTarget;
  readonly text?: string;
  readonly run?: AnyConsultTool['run'];
  readonly approval?: AnyConsultTool['approval'];
}

/** A tool of a test that takes a text. */
export function testTool(name: string, options: TestToolOptions = {}): AnyConsultTool {
  const { action = 'read_schema', untrustedOutput = false, target = { kind: 'workspace' } } = options;
  return {
    name,
    title: name.replaceAll('_', ' '),
    description: `Does ${name}.`,
    input: z.object({ sql: z.string().optional() }),
    action,
    untrustedOutput,
    target: () => target,
    run: options.run ?? (async () => ({ ok: true, data: undefined, text: options.text ?? `${name} done` })),
    ...(options.approval && { approval: options.approval }),
  };
}

/** A tool that proposes one migration, as the real one does after proving it. */
export function proposingTool(): AnyConsultTool {
  return testTool('propose_migration', {
    action: 'propose',
    run: async (_input, { proposals }) => {
      const proposal = await proposals.add(PROVEN);
      return { ok: true, data: proposal, text: `Proposal ${proposal.number}: ${proposal.verdict}` };
    },
  });
}

const PROVEN: Omit<Proposal, 'id' | 'number' | 'upPath' | 'downPath'> = {
  title: 'Add portfolios',
  up: 'create table portfolios (id bigint primary key);',
  down: 'drop table portfolios;',
  hash: 'a'.repeat(64),
  verdict: 'PROVEN',
  reasons: [],
  locks: [],
  findings: [],
  destroys: [],
};
