import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  type EditorBridge,
  EditorModelError,
  type EditorPart,
} from '../../../src/consultant/models/modelSources.ts';
import { openModels } from '../../../src/consultant/models/openModels.ts';
import type { ModelUsage } from '../../../src/consultant/models/usage.ts';

type Asked = Parameters<EditorBridge['ask']>[0];

function editor(say: (asked: Asked, signal: AbortSignal | undefined) => AsyncIterable<EditorPart>) {
  const asked: Asked[] = [];
  const bridge: EditorBridge = {
    id: 'window',
    models: () => [{ id: 'gpt-x', name: 'GPT X', vendor: 'copilot', family: 'gpt', inputTokensMax: 64_000 }],
    ask: (request, signal) => {
      asked.push(request);
      return say(request, signal);
    },
  };
  return { asked, models: openModels(() => ({ revision: 1, endpoints: [], editors: [bridge] })) };
}

async function* parts(...all: readonly EditorPart[]): AsyncGenerator<EditorPart> {
  yield* all;
}

const listSchema = tool(async () => '', {
  name: 'list_schema',
  description: 'Lists tables.',
  schema: z.object({ schema: z.string() }),
});

describe("an editor's model", () => {
  it('streams text and calls; what it used is estimated', async () => {
    const usage: ModelUsage[] = [];
    const { models, asked } = editor(() =>
      parts(
        { kind: 'text', text: 'Let me ' },
        { kind: 'text', text: 'look.' },
        { kind: 'call', id: 'c1', name: 'list_schema', input: { schema: 'public' } },
        { kind: 'call', id: 'c2', name: 'list_schema', input: { schema: 'app' } },
      ),
    );
    const model = models.chat('deep', { onUsage: (used) => usage.push(used) }).bindTools([listSchema]);
    const said = await model.invoke('Which tables?');
    expect(said.text).toBe('Let me look.');
    expect(said.tool_calls?.map(({ id, args }) => [id, args])).toEqual([
      ['c1', { schema: 'public' }],
      ['c2', { schema: 'app' }],
    ]);
    expect(asked[0]).toMatchObject({
      model: 'gpt-x',
      tools: [{ name: 'list_schema', description: 'Lists tables.' }],
    });
    expect(asked[0]?.tools[0]?.inputSchema).toMatchObject({ properties: { schema: { type: 'string' } } });
    expect(usage).toMatchObject([{ model: 'editor/gpt-x', method: 'estimated' }]);
    expect(usage[0]?.tokensIn).toBeGreaterThan(0);
  });

  it('is told everything in the two roles it knows', async () => {
    const { models, asked } = editor(() => parts({ kind: 'text', text: 'ok' }));
    await models.chat('deep').invoke([
      new SystemMessage('Be brief.'),
      new HumanMessage('Which tables?'),
      new AIMessage({
        content: '',
        tool_calls: [{ id: 'c1', name: 'list_schema', args: { schema: 'public' } }],
      }),
      new ToolMessage({ tool_call_id: 'c1', content: 'orders' }),
    ]);
    expect(asked[0]?.messages).toEqual([
      { role: 'user', text: 'Be brief.' },
      { role: 'user', text: 'Which tables?' },
      {
        role: 'assistant',
        text: '',
        calls: [{ id: 'c1', name: 'list_schema', input: { schema: 'public' } }],
      },
      { role: 'tool', callId: 'c1', text: 'orders' },
    ]);
  });

  it('gives answers that a machine reads as calls of a tool', async () => {
    const { models, asked } = editor(({ tools }) =>
      parts({ kind: 'call', id: 'c1', name: tools[0]?.name ?? '', input: { title: 'Orders' } }),
    );
    const request = { name: 'title', description: 'A title.', schema: z.object({ title: z.string() }) };
    expect(await models.structured(request, [new HumanMessage('x')], { use: 'small' })).toEqual({
      title: 'Orders',
    });
    expect(asked).toHaveLength(1);
  });

  it.each([
    ['no_permission', 'unauthorised'],
    ['blocked', 'quota'],
    ['not_found', 'no_model'],
    ['gone', 'unreachable'],
    ['failed', 'internal'],
  ])('fails as the editor says: %s', async (code, expected) => {
    const { models } = editor(async function* () {
      yield { kind: 'text', text: 'half' } satisfies EditorPart;
      throw new EditorModelError(code, 'Allow Fixward to use the model.');
    });
    await expect(models.chat('deep').invoke('x')).rejects.toMatchObject({
      code: expected,
      message: 'Allow Fixward to use the model.',
    });
  });

  it('is told when the caller gives up', async () => {
    const gone = new AbortController();
    let seen: AbortSignal | undefined;
    const { models } = editor(async function* (_asked, signal) {
      seen = signal;
      yield { kind: 'text', text: 'half' } satisfies EditorPart;
      gone.abort();
      yield { kind: 'text', text: 'more' } satisfies EditorPart;
    });
    await expect(models.chat('deep').invoke('x', { signal: gone.signal })).rejects.toThrow();
    expect(seen?.aborted).toBe(true);
  });

  it('knows how much it reads, and is missed when its window is closed', async () => {
    const { models } = editor(() => parts());
    expect(models.chat({ id: 'editor/gpt-x' }).profile).toEqual({ maxInputTokens: 64_000 });
    await expect(models.chat({ id: 'editor/other' }).invoke('x')).rejects.toMatchObject({
      code: 'no_model',
      message: 'No open editor offers the model other now.',
    });
  });
});
