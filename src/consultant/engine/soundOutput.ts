import {
  AIMessage,
  AIMessageChunk,
  type BaseMessage,
  HumanMessage,
  ToolMessage,
} from '@langchain/core/messages';
import { createMiddleware } from 'langchain';
import { logprobsOf, type TokenLogprobs } from '../models/logprobs.ts';
import { answerProblems } from './answerTool.ts';
import { EngineFailure } from './engineFailure.ts';
import { messageText } from './messageText.ts';
import type { RunContext } from './runContext.ts';

/** A model that fails twice fails a third time, too. */
const REPAIRS_MAX = 1;
/** Of a long answer the last tokens, where it is decided, so that an event stays small. */
const LOGPROBS_MAX = 4_000;

/** Output that cannot be read is asked for once more, outside the thread; refusals are told from answers. */
export function soundOutputMiddleware(run: RunContext) {
  return createMiddleware({
    name: 'fixwardSoundOutput',
    wrapModelCall: async (request, handler) => {
      let messages = request.messages;
      for (let attempt = 0; ; attempt++) {
        const message = await handler({ ...request, messages });
        refuseRefusals(message);
        const problems = brokenInputs(message) ?? answerProblems(message);
        if (problems === undefined) {
          run.logprobs = takeLogprobs(message);
          return message;
        }
        if (attempt >= REPAIRS_MAX) {
          throw new EngineFailure('bad_output', `What the model said cannot be read: ${problems.join('; ')}`);
        }
        messages = [...messages, ...repair(message, problems)];
      }
    },
  });
}

/** The library completes JSON that breaks off; half a statement must not be run as if it were whole. */
function brokenInputs(message: AIMessage): readonly string[] | undefined {
  const broken = (message.invalid_tool_calls ?? []).map(({ name }) => name);
  if (AIMessageChunk.isInstance(message)) {
    for (const { name, args } of message.tool_call_chunks ?? []) {
      if (args !== undefined && args !== '' && !isJson(args)) broken.push(name);
    }
  }
  if (broken.length === 0) return undefined;
  return [...new Set(broken)].map((name) => `the input of ${name ?? 'a tool'} is no whole JSON`);
}

/** They are many times as long as the text, and would be kept with each message of the thread. */
function takeLogprobs(message: AIMessage): TokenLogprobs | undefined {
  const logprobs = logprobsOf(message);
  const { logprobs: _taken, ...rest } = message.response_metadata;
  message.response_metadata = rest;
  if (!logprobs) return undefined;
  return {
    tokenLogprobs: logprobs.tokenLogprobs.slice(-LOGPROBS_MAX),
    topLogprobs: logprobs.topLogprobs.slice(-LOGPROBS_MAX),
  };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** What was said stays out of the thread; the model sees it once more with what is wrong. */
function repair(message: AIMessage, problems: readonly string[]): readonly BaseMessage[] {
  const wrong = `Your last output cannot be read:\n${problems.map((problem) => `- ${problem}`).join('\n')}\nSay it again, whole.`;
  const said = messageText(message);
  const calls = message.tool_calls ?? [];
  if (calls.length === 0) return [...(said === '' ? [] : [new AIMessage(said)]), new HumanMessage(wrong)];
  return [
    new AIMessage({
      content: said,
      tool_calls: calls.map((call) => ({ ...call, args: recordOf(call.args) })),
    }),
    ...calls.map(
      ({ id, name }) => new ToolMessage({ content: wrong, tool_call_id: id ?? '', name, status: 'error' }),
    ),
  ];
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function refuseRefusals(message: AIMessage): void {
  const refusal = message.additional_kwargs.refusal;
  if (typeof refusal === 'string' && refusal !== '') {
    throw new EngineFailure('refused_by_model', `The model refused: ${refusal}`);
  }
  if (message.response_metadata.finish_reason === 'content_filter') {
    throw new EngineFailure('refused_by_model', "The model's provider filtered the answer.");
  }
}
