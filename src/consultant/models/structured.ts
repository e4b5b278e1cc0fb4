import { AIMessage, type BaseMessage, HumanMessage } from '@langchain/core/messages';
import { z } from 'zod';
import type { ModelCapabilities } from '../../core/models/capabilities.ts';
import { jsonIn } from '../../core/models/jsonIn.ts';
import type { ConsultChatModel } from './consultChatModel.ts';
import { ModelFailure } from './modelFailure.ts';
import { refusalIn, spokenIn } from './spoken.ts';

export interface StructuredRequest<Answer> {
  /** snake_case, for the endpoint. */
  readonly name: string;
  /** What the answer is, in a sentence. */
  readonly description: string;
  readonly schema: z.ZodType<Answer>;
}

/** How the answer is asked for: held to a schema, as a tool's input, or in words. */
type Way = 'schema' | 'tool' | 'words';

/** A model that fails twice fails a third time, too. */
const REPAIRS_MAX = 1;
const ISSUES_MAX = 8;
const SAID_CHARACTERS_MAX = 4_000;

/**
 * Asks in the strictest way that the model takes; an answer that does not hold is asked for once more, with what is
 * wrong with it. @throws ModelFailure `bad_output` when the second one does not hold either
 */
export async function structuredAnswer<Answer>(
  model: ConsultChatModel,
  capabilities: ModelCapabilities,
  request: StructuredRequest<Answer>,
  messages: readonly BaseMessage[],
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const way: Way = capabilities.jsonSchema ? 'schema' : capabilities.tools ? 'tool' : 'words';
  const schema = jsonSchemaOf(request.schema);
  let asked: readonly BaseMessage[] =
    way === 'words' ? [...messages, new HumanMessage(inWords(request, schema))] : messages;
  for (let attempt = 0; ; attempt += 1) {
    const options = { ...waysOptions(way, request, schema), ...(signal !== undefined && { signal }) };
    const said = await model.invoke([...asked], options);
    const refusal = refusalIn(said);
    if (refusal !== undefined) throw new ModelFailure('refused_by_model', `The model refused: ${refusal}`);
    const given = givenIn(said, request.name);
    const checked = checkedAnswer(request.schema, given);
    if (checked.ok) return checked.answer;
    if (attempt >= REPAIRS_MAX) {
      throw new ModelFailure(
        'bad_output',
        `The model's answer is not what was asked for (${request.name}): ${checked.problems.join('; ')}.`,
      );
    }
    const shown = (given.text || spokenIn(said).text).slice(0, SAID_CHARACTERS_MAX);
    const wrong = `That cannot be read:\n${checked.problems.map((problem) => `- ${problem}`).join('\n')}\nAnswer again, whole and mended.`;
    asked = [...asked, ...(shown === '' ? [] : [new AIMessage(shown)]), new HumanMessage(wrong)];
  }
}

type JsonSchema = Readonly<Record<string, unknown>>;

function waysOptions(way: Way, { name, description }: StructuredRequest<unknown>, schema: JsonSchema) {
  if (way === 'schema') {
    return {
      response_format: {
        type: 'json_schema',
        json_schema: isStrict(schema)
          ? { name, description, schema: enforceable(schema), strict: true }
          : { name, description, schema, strict: false },
      },
    };
  }
  if (way === 'words') return {};
  const tool = { type: 'function' as const, function: { name, description, parameters: { ...schema } } };
  return { tools: [tool], tool_choice: { type: 'function' as const, function: { name } } };
}

function inWords({ description }: StructuredRequest<unknown>, schema: JsonSchema): string {
  return `${description}\nAnswer with JSON alone, in one \`\`\`json block, that holds to this JSON Schema:\n${JSON.stringify(schema)}`;
}

interface Given {
  readonly value: unknown;
  /** As it was said, for the repair. */
  readonly text: string;
}

/** A call of the tool weighs more than text; either may come when the other was asked for. */
function givenIn(said: BaseMessage, name: string): Given {
  const calls = AIMessage.isInstance(said) ? (said.tool_calls ?? []) : [];
  const chunks: unknown = 'tool_call_chunks' in said ? said.tool_call_chunks : undefined;
  const call = calls.find((each) => each.name === name);
  if (call) {
    const text = argumentsText(chunks) ?? JSON.stringify(call.args);
    return { value: jsonIn(text), text };
  }
  const { text } = spokenIn(said);
  return { value: jsonIn(text), text };
}

/** The library completes JSON that breaks off; what was really sent is read instead. */
function argumentsText(chunks: unknown): string | undefined {
  if (!Array.isArray(chunks) || chunks.length !== 1) return undefined;
  const args: unknown = chunks[0]?.args;
  return typeof args === 'string' ? args : undefined;
}

type Checked<Answer> =
  | { readonly ok: true; readonly answer: Answer }
  | { readonly ok: false; readonly problems: readonly string[] };

function checkedAnswer<Answer>(schema: z.ZodType<Answer>, { value, text }: Given): Checked<Answer> {
  if (value === undefined) {
    return { ok: false, problems: [text.trim() === '' ? 'nothing was said' : 'it is no JSON'] };
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { ok: true, answer: parsed.data };
  const problems = parsed.error.issues
    .slice(0, ISSUES_MAX)
    .map(({ path, message }) => `${path.map(String).join('.') || 'the answer'}: ${message}`);
  return { ok: false, problems };
}

function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io: 'input' });
  return closed(rest);
}

/** Objects take no other fields than those that are named: endpoints enforce nothing else. */
function closed(schema: JsonSchema): JsonSchema {
  const inner = mapped(schema, closed);
  return 'properties' in schema ? { ...inner, additionalProperties: false } : inner;
}

/** Endpoints enforce a schema whose every field is required; with another they only do their best. */
function isStrict(schema: JsonSchema): boolean {
  const { properties, required } = schema;
  if (typeof properties === 'object' && properties !== null) {
    const named: readonly unknown[] = Array.isArray(required) ? required : [];
    if (Object.keys(properties).some((name) => !named.includes(name))) return false;
  }
  if (schema.type === 'object' && properties === undefined) return false;
  let isAll = true;
  mapped(schema, (inner) => {
    isAll &&= isStrict(inner);
    return inner;
  });
  return isAll;
}

/** Endpoints refuse these in what they enforce; what comes is checked here anyway. */
const NOT_ENFORCED = ['minLength', 'maxLength', 'default'];

function enforceable(schema: JsonSchema): JsonSchema {
  const kept = Object.entries(mapped(schema, enforceable)).filter(([key]) => !NOT_ENFORCED.includes(key));
  return Object.fromEntries(kept);
}

const HOLDERS_OF_ONE = ['items', 'not'];
const HOLDERS_OF_SOME = ['anyOf', 'oneOf', 'allOf', 'prefixItems'];
const HOLDERS_BY_NAME = ['properties', '$defs'];

/** The schema with every schema right inside of it changed. */
function mapped(schema: JsonSchema, change: (inner: JsonSchema) => JsonSchema): JsonSchema {
  const result: Record<string, unknown> = { ...schema };
  for (const key of HOLDERS_OF_ONE) if (isSchema(schema[key])) result[key] = change(schema[key]);
  for (const key of HOLDERS_OF_SOME) {
    const some = schema[key];
    if (Array.isArray(some))
      result[key] = some.map((inner: unknown) => (isSchema(inner) ? change(inner) : inner));
  }
  for (const key of HOLDERS_BY_NAME) {
    const named = schema[key];
    if (!isSchema(named)) continue;
    result[key] = Object.fromEntries(
      Object.entries(named).map(([name, inner]) => [name, isSchema(inner) ? change(inner) : inner]),
    );
  }
  return result;
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
