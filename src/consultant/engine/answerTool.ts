import { AIMessage, type BaseMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { createMiddleware } from 'langchain';
import {
  answerFromText,
  answerSchema,
  readAnswer,
  type WrittenAnswer,
} from '../../core/consult/answerSchema.ts';
import { messageText } from './messageText.ts';

/** The consultant ends its turn by calling it: its schema is the answer's. */
export const ANSWER_TOOL = 'give_answer';

const answerTool = tool(
  async () => 'Not given: the answer is called for alone, once the results of the other tools are there.',
  {
    name: ANSWER_TOOL,
    description: 'End your turn with the answer. Call it alone, once all results are there.',
    schema: answerSchema,
  },
);

/** Lets the consultant end with an answer that a machine can read. */
export function answerMiddleware() {
  return createMiddleware({
    name: 'fixwardAnswer',
    tools: [answerTool],
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

/** Of a message that ends a turn: why its answer cannot be read; undefined when it can, or when it ends nothing. */
export function answerProblems(message: AIMessage): readonly string[] | undefined {
  const call = loneAnswer(message);
  if (call) {
    const read = readAnswer(call.args);
    return read.ok ? undefined : read.problems;
  }
  if ((message.tool_calls ?? []).length > 0) return undefined;
  return answerFromText(messageText(message)) ? undefined : ['nothing was said'];
}
