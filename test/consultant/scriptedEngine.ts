import { z } from 'zod';
import type {
  EngineEvent,
  EngineRun,
  EngineSpecialist,
  EngineTool,
  EngineToolOutcome,
} from '../../src/consultant/consultantEngine.ts';
import type { EngineModels } from '../../src/consultant/engine/deepagentsEngine.ts';
import { openModels } from '../../src/consultant/models/openModels.ts';
import { testSources } from '../support/modelSources.ts';

/** Both models of an endpoint over one of its APIs, with as many keys as are given. */
export function scriptedModels(
  baseUrl: string,
  api: 'chat' | 'responses',
  keys: readonly string[] = ['test-key'],
): EngineModels {
  return openModels(
    testSources(baseUrl, { api, keys, deepModel: 'test/deep-1', smallModel: 'test/small-1' }),
  );
}

/** The models that `scriptedModels` names. */
export const SCRIPTED_MODELS = { 'deep-1': {}, 'small-1': {} };

export function engineRun(changes: Partial<EngineRun> = {}): EngineRun {
  return {
    threadId: 'thread-1',
    question: 'Why is this query slow?',
    route: 'direct',
    prompt: 'You are the consultant.',
    tools: [],
    specialists: [],
    files: {},
    limits: { modelCallsMax: 30, tokensMax: 1_000_000 },
    signal: new AbortController().signal,
    ...changes,
  };
}

const ALLOWED = { decision: 'allow', policyId: 'test', reason: 'a test' } as const;

/** A tool that answers with a text, or does what the function says. */
export function simpleTool(
  name: string,
  answer: string | EngineTool['call'] = `${name} done`,
  changes: Partial<EngineTool> = {},
): EngineTool {
  return {
    name,
    title: name,
    description: `Does ${name}.`,
    input: z.object({ table: z.string().optional() }),
    action: 'read_schema',
    call: typeof answer === 'string' ? async () => succeeded(answer) : answer,
    ...changes,
  };
}

export function succeeded(text: string, untrusted = false): EngineToolOutcome {
  return { result: { ok: true, data: undefined, text }, untrusted, decision: ALLOWED };
}

export function specialist(name: EngineSpecialist['name'], tools: readonly string[]): EngineSpecialist {
  return { name, description: `Knows ${name}.`, prompt: `You are the ${name}.`, tools, notes: [] };
}

export async function eventsOf(run: AsyncIterable<EngineEvent>): Promise<readonly EngineEvent[]> {
  const events: EngineEvent[] = [];
  for await (const event of run) events.push(event);
  return events;
}

export function textOf(events: readonly EngineEvent[], agent = 'consultant'): string {
  return events.map((event) => (event.kind === 'text' && event.agent === agent ? event.delta : '')).join('');
}

export function kinds(events: readonly EngineEvent[]): readonly string[] {
  return events.map(({ kind }) => kind);
}
