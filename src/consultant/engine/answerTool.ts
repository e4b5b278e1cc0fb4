import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { createMiddleware } from 'langchain';
import {
  answerFromText,
  answerSchema,
  type ReadAnswer,
  readAnswer,
  type WrittenAnswer,
} from '../../core/consult/answerSchema.ts';
import { EngineFailure } from './engineFailure.ts';
import { messageText } from './messageText.ts';

/** The consultant ends its turn by calling it: its schema is the answer's. */
export const ANSWER_TOOL = 'give_answer';

/** A model that fails twice fails a third time, too. */
const REPAIRS_MAX = 1;

const answerTool = tool(
  async () => 'Not given: the answer is called for alone, once the results of the other tools are there.',
  {
    name: ANSWER_TOOL,
    description: 'End your turn with the answer. Call it alone, once all results are there.',
    schema: answerSchema,
  },
);

/** Lets the consultant end with an answer that a machine can read; one that cannot be read is asked for again. */
export function answerMiddleware() {
  return createMiddleware({
    name: 'fixwardAnswer',
    tools: [answerTool],
    wrapModelCall: async (request, handler) => {
      let messages = request.messages;
      for (let attempt = 0; ; attempt++) {
        const message = await handler({ ...request, messages });
        refuseRefusals(message);
        const problems = problemsOf(message);
        if (problems === undefined) return message;
        if (attempt >= REPAIRS_MAX) {
          throw new EngineFailure('bad_output', `The model's answer cannot be read: ${problems.join('; ')}`);
        }
        messages = [...messages, ...repair(message, problems)];
      }
    },
    afterModel: (state) => {
      const last = state.messages.at(-1);
      const call = last && AIMessage.isInstance(last) ? loneAnswer(last) : undefined;
      if (!call) return undefined;
      return {
        messages: [new ToolMessage({ content: 'Given.', tool_call_id: call.id ?? '', name: ANSWER_TOOL })],
      };
    },
  });
}

export interface GivenAnswer {
  readonly text: string;
  readonly structured: WrittenAnswer;
}

/** The answer with which a thread ended. */
export function givenAnswer(messages: readonly BaseMessage[]): GivenAnswer | undefined {
  const message = messages.findLast((each) => AIMessage.isInstance(each));
  if (!message || !AIMessage.isInstance(message)) return undefined;
  const call = loneAnswer(message);
  if (call) {
    const read = readAnswer(call.args);
    return read.ok ? { text: read.answer.recommendation, structured: read.answer } : undefined;
  }
  const text = messageText(message);
  const structured = answerFromText(text);
  return structured && { text: structured.recommendation, structured };
}

function loneAnswer(message: AIMessage): { readonly id?: string; readonly args: unknown } | undefined {
  const [call, ...others] = message.tool_calls ?? [];
  return call?.name === ANSWER_TOOL && others.length === 0 ? call : undefined;
}

/** Undefined when the message calls tools or answers in a way that can be read. */
function problemsOf(message: AIMessage): readonly string[] | undefined {
  const broken = message.invalid_tool_calls ?? [];
  if (broken.length > 0) {
    return broken.map(
      ({ name, error }) => `the input of ${name ?? 'a tool'} is no JSON: ${error ?? 'cut off'}`,
    );
  }
  const call = loneAnswer(message);
  if (call) return problemsOfAnswer(readAnswer(call.args));
  if ((message.tool_calls ?? []).length > 0) return undefined;
  return answerFromText(messageText(message)) ? undefined : ['nothing was said'];
}

function problemsOfAnswer(read: ReadAnswer): readonly string[] | undefined {
  return read.ok ? undefined : read.problems;
}

/** What was said stays out of the thread; the model sees it once more with what is wrong. */
function repair(message: AIMessage, problems: readonly string[]): readonly BaseMessage[] {
  const wrong = `Your last output cannot be read:\n${problems.map((problem) => `- ${problem}`).join('\n')}\nCall ${ANSWER_TOOL} with all of its input, or call another tool.`;
  const said = messageText(message);
  const call = loneAnswer(message);
  if (call) {
    return [
      new AIMessage({
        content: said,
        tool_calls: [{ ...call, args: recordOf(call.args), name: ANSWER_TOOL }],
      }),
      new ToolMessage({ content: wrong, tool_call_id: call.id ?? '', name: ANSWER_TOOL, status: 'error' }),
    ];
  }
  return [...(said === '' ? [] : [new AIMessage(said)]), new HumanMessage(wrong)];
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
