import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { PROBE_QUESTION } from '../../src/core/models/capabilities.ts';
import { chatWire } from './scripted/chatWire.ts';
import { parseChatRequest, parseResponsesRequest, type ScriptedRequest } from './scripted/request.ts';
import { responsesWire } from './scripted/responsesWire.ts';
import {
  callTool,
  failure,
  type ScriptedFailure,
  type ScriptedStep,
  say,
  unauthorised,
  unsupported,
} from './scripted/steps.ts';

/** What a model does with a request; it may look at the messages, tools, schema, headers and key. */
export type ModelScript = (
  request: ScriptedRequest,
) => readonly ScriptedStep[] | Promise<readonly ScriptedStep[]>;

/** What the endpoint takes; what it does not take is answered as real endpoints do. */
export interface ScriptedTraits {
  readonly responses: boolean;
  readonly chat: boolean;
  readonly tools: boolean;
  readonly jsonSchema: boolean;
  readonly logprobs: boolean;
  readonly reasoningEffort: boolean;
  readonly temperature: boolean;
  /** Usage is told. */
  readonly usage: boolean;
}

export interface ScriptedModelOptions {
  /** Names of the models; all of them follow the script. */
  readonly models?: Readonly<Record<string, Partial<ScriptedTraits>>>;
  /** Keys that are let in; every key when absent. */
  readonly keys?: readonly string[];
  /** Requests that only find out what a model takes go to the script too; else they are answered by themselves. */
  readonly scriptsProbes?: boolean;
  /** Answers `/api/tags` as Ollama does. */
  readonly ollama?: boolean;
}

export interface ScriptedModel {
  /** Ends in `/v1`. */
  readonly baseUrl: string;
  /** Without the path, as Ollama is addressed. */
  readonly origin: string;
  /** In order of arrival, those that were refused for their key included. */
  readonly requests: readonly ScriptedRequest[];
  readonly probes: readonly ScriptedRequest[];
  /** Answers that the client gave up before their end. */
  readonly abandoned: number;
  /** Replaces the script from the next request on. */
  play(script: ModelScript): void;
  /** Forgets requests so far. */
  forget(): void;
  close(): Promise<void>;
}

const ALL_TRAITS: ScriptedTraits = {
  responses: true,
  chat: true,
  tools: true,
  jsonSchema: true,
  logprobs: true,
  reasoningEffort: true,
  temperature: true,
  usage: true,
};

/** A model of the o series: thinks, and takes neither a temperature nor a wish for log probabilities. */
export const REASONING_TRAITS: Partial<ScriptedTraits> = { temperature: false, logprobs: false };
/** A model of the gpt series: does not think. */
export const PLAIN_TRAITS: Partial<ScriptedTraits> = { reasoningEffort: false };

/** Plays one list of steps after another, the last one for every further request. */
export function inTurn(...turns: readonly (readonly ScriptedStep[])[]): ModelScript {
  let turn = 0;
  return () => {
    const steps = turns[Math.min(turn, turns.length - 1)] ?? [];
    turn += 1;
    return steps;
  };
}

/** Answers what a machine asked for in the way it was asked: by schema, by a forced tool, or in a block of text. */
export function answerWith(request: ScriptedRequest, value: unknown): readonly ScriptedStep[] {
  if (request.schema) return [say(JSON.stringify(value))];
  if (request.forcedTool !== undefined) return [callTool(request.forcedTool, value)];
  return [say(`Here it is:\n\n\`\`\`json\n${JSON.stringify(value, undefined, 2)}\n\`\`\`\n`)];
}

/** A model on loopback that speaks Chat Completions and Responses and does what the script says. */
export async function scriptedModel(
  script: ModelScript,
  options: ScriptedModelOptions = {},
): Promise<ScriptedModel> {
  const state: ServerState = { script, options, requests: [], probes: [], number: 0, abandoned: 0 };
  const server = createServer((incoming, outgoing) => {
    serve(state, incoming, outgoing).catch((error: unknown) => {
      if (!outgoing.headersSent) fail(outgoing, failure(500, String(error), { type: 'script', code: null }));
      else outgoing.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the scripted model has no port');
  const origin = `http://127.0.0.1:${address.port}`;
  return {
    origin,
    baseUrl: `${origin}/v1`,
    requests: state.requests,
    probes: state.probes,
    get abandoned() {
      return state.abandoned;
    },
    play: (next) => {
      state.script = next;
    },
    forget: () => {
      state.requests.length = 0;
      state.probes.length = 0;
      state.abandoned = 0;
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface ServerState {
  script: ModelScript;
  readonly options: ScriptedModelOptions;
  readonly requests: ScriptedRequest[];
  readonly probes: ScriptedRequest[];
  number: number;
  abandoned: number;
}

async function serve(state: ServerState, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const path = new URL(incoming.url ?? '/', 'http://localhost').pathname;
  const key = /^Bearer (.*)$/u.exec(incoming.headers.authorization ?? '')?.[1] ?? '';
  const names = Object.keys(state.options.models ?? { 'scripted-1': {} });
  if (path === '/api/tags' && state.options.ollama) {
    sendJson(outgoing, { models: names.map((name) => ({ name, model: name, details: { family: 'x' } })) });
    return;
  }
  const isKnown = state.options.keys?.includes(key) ?? true;
  if (path === '/v1/models') {
    if (!isKnown) return fail(outgoing, unauthorised());
    const data = names.map((id) => ({ id, object: 'model', created: 1_790_000_000, owned_by: 'scripted' }));
    sendJson(outgoing, { object: 'list', data });
    return;
  }
  const api = path === '/v1/responses' ? 'responses' : path === '/v1/chat/completions' ? 'chat' : undefined;
  if (api === undefined || incoming.method !== 'POST') return fail(outgoing, notFound(path));
  const body: unknown = JSON.parse(await bodyText(incoming));
  const parse = api === 'chat' ? parseChatRequest : parseResponsesRequest;
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
  );
  let request: ScriptedRequest;
  try {
    request = parse(body, { number: state.number + 1, key, headers });
  } catch (error) {
    return fail(outgoing, failure(400, String(error), { type: 'invalid_request_error', code: null }));
  }
  const isProbe = request.messages.at(-1)?.text === PROBE_QUESTION && !state.options.scriptsProbes;
  if (isProbe) state.probes.push(request);
  else {
    state.number += 1;
    state.requests.push(request);
  }
  if (!isKnown) return fail(outgoing, unauthorised());
  const traits = { ...ALL_TRAITS, ...state.options.models?.[request.model] };
  const refused = refusedParameter(request, traits, names, path);
  if (refused) return fail(outgoing, refused);
  const steps = isProbe ? answerWith(request, { ready: true }) : await state.script(request);
  await answer(state, request, steps, traits.usage, outgoing);
}

async function answer(
  state: ServerState,
  request: ScriptedRequest,
  steps: readonly ScriptedStep[],
  reportsUsage: boolean,
  outgoing: ServerResponse,
): Promise<void> {
  const failed = steps.find((step) => step.kind === 'failure');
  if (failed) return fail(outgoing, failed);
  const gone = new AbortController();
  outgoing.once('close', () => {
    if (!outgoing.writableFinished) {
      state.abandoned += 1;
      gone.abort();
    }
  });
  const wire = request.api === 'chat' ? chatWire : responsesWire;
  try {
    if (request.stream) {
      await sendStream(wire.streamed(request, steps, reportsUsage), outgoing, gone.signal);
    } else {
      await sendWhole(wire.whole(request, steps, reportsUsage), steps, outgoing, gone.signal);
    }
  } catch (error) {
    if (!gone.signal.aborted) throw error;
  }
}

async function sendStream(
  events: AsyncGenerator<string | ScriptedStep>,
  outgoing: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  for await (const event of events) {
    if (gone.aborted) return;
    if (typeof event === 'object' && event.kind === 'wait') {
      await wait(event.ms, undefined, { signal: gone });
      continue;
    }
    if (!outgoing.headersSent) {
      outgoing.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', ...REQUEST_ID });
    }
    if (typeof event === 'string') outgoing.write(event);
    else if (event.kind === 'garbage') outgoing.write(`data: ${event.text}\n\n`);
    else if (event.kind === 'cut') {
      await flushed(outgoing);
      outgoing.destroy();
      return;
    }
  }
  outgoing.end();
}

async function sendWhole(
  body: unknown,
  steps: readonly ScriptedStep[],
  outgoing: ServerResponse,
  gone: AbortSignal,
): Promise<void> {
  for (const step of steps) if (step.kind === 'wait') await wait(step.ms, undefined, { signal: gone });
  const broken = steps.find((step) => step.kind === 'garbage' || step.kind === 'cut');
  if (!broken) return sendJson(outgoing, body);
  const text = broken.kind === 'garbage' ? broken.text : JSON.stringify(body);
  outgoing.writeHead(200, {
    'content-type': 'application/json',
    'content-length': text.length,
    ...REQUEST_ID,
  });
  if (broken.kind === 'garbage') {
    outgoing.end(text);
    return;
  }
  outgoing.write(text.slice(0, text.length / 2));
  await flushed(outgoing);
  outgoing.destroy();
}

/** As a real endpoint would refuse it; undefined when it takes the request. */
function refusedParameter(
  request: ScriptedRequest,
  traits: ScriptedTraits,
  models: readonly string[],
  path: string,
): ScriptedFailure | undefined {
  if (!traits[request.api]) return notFound(path);
  if (!models.includes(request.model)) {
    return failure(404, `The model \`${request.model}\` does not exist or you do not have access to it.`, {
      type: 'invalid_request_error',
      code: 'model_not_found',
    });
  }
  const isChat = request.api === 'chat';
  if (request.tools.length > 0 && !traits.tools) {
    return unsupported('tools', `${request.model} does not support tools`);
  }
  if (request.schema && !traits.jsonSchema) {
    return unsupported(isChat ? 'response_format' : 'text.format');
  }
  if (request.logprobs && !traits.logprobs) return unsupported(isChat ? 'logprobs' : 'include');
  if (request.reasoningEffort !== undefined && !traits.reasoningEffort) {
    return unsupported(isChat ? 'reasoning_effort' : 'reasoning.effort');
  }
  if (request.temperature !== undefined && request.temperature !== 1 && !traits.temperature) {
    return unsupported('temperature');
  }
  return undefined;
}

function notFound(path: string): ScriptedFailure {
  return failure(404, `Invalid URL (POST ${path})`, { type: 'invalid_request_error', code: null });
}

const REQUEST_ID = { 'x-request-id': 'req_scripted' };

function fail(outgoing: ServerResponse, { status, headers, body }: ScriptedFailure): void {
  const isText = typeof body === 'string';
  outgoing.writeHead(status, {
    'content-type': isText ? 'text/plain' : 'application/json',
    ...REQUEST_ID,
    ...headers,
  });
  outgoing.end(isText ? body : JSON.stringify(body));
}

function sendJson(outgoing: ServerResponse, body: unknown): void {
  outgoing.writeHead(200, { 'content-type': 'application/json', ...REQUEST_ID });
  outgoing.end(JSON.stringify(body));
}

async function bodyText(incoming: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
}

/** Written bytes reach the client before the connection is torn down. */
function flushed(outgoing: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    outgoing.write(' ', () => setTimeout(resolve, 5));
  });
}
