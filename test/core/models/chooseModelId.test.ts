import { describe, expect, it } from 'vitest';
import { chosenModelId, type ModelChoice } from '../../../src/core/models/chooseModelId.ts';
import { parseModelId } from '../../../src/core/models/modelId.ts';

const nothing: ModelChoice = { endpoints: [], editorModels: [] };
const openai = { id: 'openai', kind: 'openai' as const };

describe('the model that is used', () => {
  it('is the one that was chosen', () => {
    const choice = { ...nothing, deepModel: 'a/b', smallModel: 'c/d' };
    expect([chosenModelId('deep', choice), chosenModelId('small', choice)]).toEqual(['a/b', 'c/d']);
  });

  it('is o3 with gpt-4.1-mini where an endpoint does not tell what it has', () => {
    const choice = { ...nothing, endpoints: [openai] };
    expect([chosenModelId('deep', choice), chosenModelId('small', choice)]).toEqual([
      'openai/o3',
      'openai/gpt-4.1-mini',
    ]);
  });

  it('is none of those that do not talk', () => {
    const listed = ['text-embedding-3-large', 'whisper-1', 'gpt-4o-realtime-preview', 'mistral-large'];
    expect(chosenModelId('deep', { ...nothing, endpoints: [{ ...openai, listed }] })).toBe(
      'openai/mistral-large',
    );
    expect(
      chosenModelId('deep', { ...nothing, endpoints: [{ ...openai, listed: ['dall-e-3'] }] }),
    ).toBeUndefined();
  });

  it('is of the next provider when Ollama does not run', () => {
    const choice = { ...nothing, endpoints: [{ id: 'local', kind: 'ollama' as const }, openai] };
    expect(chosenModelId('deep', choice)).toBe('openai/o3');
  });

  it('is the first of the editor when there is no endpoint', () => {
    const choice = { ...nothing, editorModels: ['copilot-x', 'copilot-y'] };
    expect([chosenModelId('deep', choice), chosenModelId('small', choice)]).toEqual([
      'editor/copilot-x',
      'editor/copilot-x',
    ]);
  });

  it('is a small one from the same place as the deep one', () => {
    const local = { id: 'local', kind: 'ollama' as const, listed: ['qwen3:32b', 'qwen3:4b'] };
    expect(
      chosenModelId('small', { ...nothing, deepModel: 'local/qwen3:32b', endpoints: [openai, local] }),
    ).toBe('local/qwen3:4b');
    expect(chosenModelId('small', { ...nothing, deepModel: 'editor/x', endpoints: [openai] })).toBe(
      'editor/x',
    );
  });

  it('is none without anything', () => {
    expect([chosenModelId('deep', nothing), chosenModelId('small', nothing)]).toEqual([undefined, undefined]);
  });
});

it('reads ids whose model holds slashes and colons', () => {
  expect(parseModelId('router/meta/llama-3:free')).toEqual({
    provider: 'router',
    model: 'meta/llama-3:free',
  });
  expect([parseModelId('o3'), parseModelId('/o3'), parseModelId('openai/')]).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
});
