import { ToolMessage } from '@langchain/core/messages';
import type { RunnableConfig } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
import { Command, ReducedValue, StateSchema } from '@langchain/langgraph';
import { createMiddleware } from 'langchain';
import { z } from 'zod';
import type { EngineTodoStatus } from '../consultantEngine.ts';

const todoSchema = z.object({
  content: z.string(),
  status: z.enum(['pending', 'in_progress', 'completed']),
});
const todosSchema = z.array(todoSchema).optional();
/** Who sets the plan twice at once means the last. */
const stateSchema = new StateSchema({
  todos: new ReducedValue(todosSchema, { reducer: (_before, after) => after }),
});
const withTodos = z.object({ todos: todosSchema });

/** Short: it travels with every request, where the library's own would be ten times as long. */
const DESCRIPTION =
  'Set the whole plan anew. Each content is "phase: step", phase one of schema, design, migration, performance, testing. Keep the words of steps that stay; one step in_progress at a time.';

const writeTodos = tool(
  async ({ todos }: { readonly todos: readonly Todo[] }, config: RunnableConfig) => {
    const id = 'toolCallId' in config && typeof config.toolCallId === 'string' ? config.toolCallId : '';
    const message = new ToolMessage({ content: 'Plan set.', tool_call_id: id, name: 'write_todos' });
    return new Command({ update: { todos, messages: [message] } });
  },
  { name: 'write_todos', description: DESCRIPTION, schema: z.object({ todos: z.array(todoSchema) }) },
);

/** Lets the consultant keep its plan in the thread. */
export function todosMiddleware() {
  return createMiddleware({ name: 'fixwardTodos', stateSchema, tools: [writeTodos] });
}

export interface Todo {
  readonly content: string;
  readonly status: EngineTodoStatus;
}

/** Todos as they stand in a thread's state or in an update of it. */
export function todosOf(value: unknown): readonly Todo[] | undefined {
  const read = withTodos.safeParse(value);
  return read.success ? read.data.todos : undefined;
}
