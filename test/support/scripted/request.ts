import { z } from 'zod';

/** A request as scripts see it, whichever of the two APIs it came by. */
export interface ScriptedRequest {
  /** Counts from 1 over all requests of the server, probes left out. */
  readonly number: number;
  readonly api: 'chat' | 'responses';
  readonly model: string;
  readonly key: string;
  readonly stream: boolean;
  readonly messages: readonly ScriptedMessage[];
  readonly tools: readonly ScriptedTool[];
  /** Tool the model is made to call. */
  readonly forcedTool?: string;
  /** JSON schema the answer must hold to. */
  readonly schema?: { readonly name: string; readonly schema: unknown };
  readonly reasoningEffort?: string;
  readonly temperature?: number;
  readonly logprobs: boolean;
  readonly topLogprobs: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface ScriptedMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly text: string;
  readonly calls: readonly { readonly id: string; readonly name: string; readonly arguments: string }[];
  /** Of a tool's result. */
  readonly callId?: string;
}

export interface ScriptedTool {
  readonly name: string;
  readonly description: string;
  readonly schema: unknown;
}

const toolSchema = z.looseObject({
  type: z.string(),
  name: z.string().optional(),
  description: z.string().optional(),
  parameters: z.unknown().optional(),
  function: z
    .looseObject({
      name: z.string(),
      description: z.string().optional(),
      parameters: z.unknown().optional(),
    })
    .optional(),
});

const choiceSchema = z
  .union([
    z.string(),
    z.looseObject({
      name: z.string().optional(),
      function: z.looseObject({ name: z.string() }).optional(),
    }),
  ])
  .optional();

const partSchema = z.looseObject({ text: z.string().optional() });
const contentSchema = z.union([z.string(), z.array(partSchema)]).nullish();
const roleSchema = z.enum(['system', 'developer', 'user', 'assistant', 'tool']);

const chatBody = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  messages: z.array(
    z.looseObject({
      role: roleSchema,
      content: contentSchema,
      tool_call_id: z.string().optional(),
      tool_calls: z
        .array(z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) }))
        .optional(),
    }),
  ),
  tools: z.array(toolSchema).optional(),
  tool_choice: choiceSchema,
  response_format: z
    .looseObject({
      type: z.string(),
      json_schema: z.looseObject({ name: z.string(), schema: z.unknown() }).optional(),
    })
    .optional(),
  reasoning_effort: z.string().optional(),
  temperature: z.number().nullish(),
  logprobs: z.boolean().nullish(),
  top_logprobs: z.number().nullish(),
});

const responsesBody = z.looseObject({
  model: z.string(),
  stream: z.boolean().optional(),
  instructions: z.string().nullish(),
  input: z.union([
    z.string(),
    z.array(
      z.looseObject({
        type: z.string().optional(),
        role: roleSchema.optional(),
        content: z.unknown().optional(),
        call_id: z.string().optional(),
        name: z.string().optional(),
        arguments: z.string().optional(),
        output: z.unknown().optional(),
      }),
    ),
  ]),
  tools: z.array(toolSchema).optional(),
  tool_choice: choiceSchema,
  text: z
    .looseObject({
      format: z
        .looseObject({ type: z.string(), name: z.string().optional(), schema: z.unknown().optional() })
        .optional(),
    })
    .optional(),
  reasoning: z.looseObject({ effort: z.string().nullish() }).nullish(),
  temperature: z.number().nullish(),
  include: z.array(z.string()).nullish(),
  top_logprobs: z.number().nullish(),
});

interface Arrival {
  readonly number: number;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** @throws when the body is none the API takes, as a real endpoint would answer 400 */
export function parseChatRequest(raw: unknown, arrival: Arrival): ScriptedRequest {
  const body = chatBody.parse(raw);
  const format = body.response_format;
  return {
    ...arrival,
    api: 'chat',
    ...common(body),
    messages: body.messages.map((message) => ({
      role: plainRole(message.role),
      text: textOf(message.content),
      calls: (message.tool_calls ?? []).map(({ id, function: called }) => ({ id, ...called })),
      ...(message.tool_call_id !== undefined && { callId: message.tool_call_id }),
    })),
    ...(format?.json_schema && {
      schema: { name: format.json_schema.name, schema: format.json_schema.schema },
    }),
    ...(body.reasoning_effort !== undefined && { reasoningEffort: body.reasoning_effort }),
    logprobs: body.logprobs === true,
    topLogprobs: body.top_logprobs ?? 0,
    body,
  };
}

/** @throws when the body is none the API takes */
export function parseResponsesRequest(raw: unknown, arrival: Arrival): ScriptedRequest {
  const body = responsesBody.parse(raw);
  const format = body.text?.format;
  const messages: ScriptedMessage[] = [];
  if (body.instructions) messages.push({ role: 'system', text: body.instructions, calls: [] });
  const items =
    typeof body.input === 'string' ? [{ role: 'user' as const, content: body.input }] : body.input;
  for (const item of items) {
    const message = messageOfItem(item);
    if (message) messages.push(message);
  }
  return {
    ...arrival,
    api: 'responses',
    ...common(body),
    messages,
    ...(format?.type === 'json_schema' && {
      schema: { name: format.name ?? '', schema: format.schema },
    }),
    ...(body.reasoning?.effort != null && { reasoningEffort: body.reasoning.effort }),
    logprobs: body.include?.includes('message.output_text.logprobs') ?? false,
    topLogprobs: body.top_logprobs ?? 0,
    body,
  };
}

type Item = Exclude<z.infer<typeof responsesBody>['input'], string>[number];

function messageOfItem(item: Item): ScriptedMessage | undefined {
  if (item.type === 'function_call') {
    const call = { id: item.call_id ?? '', name: item.name ?? '', arguments: item.arguments ?? '' };
    return { role: 'assistant', text: '', calls: [call] };
  }
  if (item.type === 'function_call_output') {
    return {
      role: 'tool',
      text: textOf(contentSchema.safeParse(item.output).data),
      calls: [],
      ...(item.call_id !== undefined && { callId: item.call_id }),
    };
  }
  if (item.role === undefined) return;
  return {
    role: plainRole(item.role),
    text: textOf(contentSchema.safeParse(item.content).data),
    calls: [],
  };
}

function common(body: z.infer<typeof chatBody> | z.infer<typeof responsesBody>) {
  const forcedTool =
    typeof body.tool_choice === 'string'
      ? undefined
      : (body.tool_choice?.function?.name ?? body.tool_choice?.name);
  return {
    model: body.model,
    stream: body.stream === true,
    tools: (body.tools ?? []).map(
      (tool): ScriptedTool => ({
        name: tool.function?.name ?? tool.name ?? '',
        description: tool.function?.description ?? tool.description ?? '',
        schema: tool.function?.parameters ?? tool.parameters,
      }),
    ),
    ...(forcedTool !== undefined && { forcedTool }),
    ...(body.temperature != null && { temperature: body.temperature }),
  };
}

function plainRole(role: z.infer<typeof roleSchema>): ScriptedMessage['role'] {
  return role === 'developer' ? 'system' : role;
}

function textOf(content: z.infer<typeof contentSchema>): string {
  if (content == null) return '';
  return typeof content === 'string' ? content : content.map((part) => part.text ?? '').join('');
}
