import { describe, expect, it } from 'vitest';
import { modelFamily } from '../../../src/core/confidence/modelFamily.ts';

describe('family of a model', () => {
  it.each([
    ['gpt-4o', 'gpt-4o', 'gpt-4o-2024-08-06', 'openai/gpt-4o', 'azure/openai/GPT-4o'],
    ['gpt-4', 'gpt-4-0613', 'gpt-4'],
    ['gpt-5-chat', 'gpt-5-chat-latest'],
    ['o4-mini', 'o4-mini-2025-04-16'],
    ['claude-3-5-sonnet', 'claude-3-5-sonnet-20241022', 'us.anthropic.claude-3-5-sonnet-20241022-v2:0'],
    ['claude-sonnet-4-5', 'anthropic/claude-sonnet-4-5@20250929', 'claude-sonnet-4-5-20250929'],
    ['gemini-2.5-flash', 'models/gemini-2.5-flash-preview-05-20', 'google/gemini-2.5-flash'],
    ['gemini-1.5-pro', 'gemini-1.5-pro-002', 'gemini-1.5-pro-latest'],
    ['llama3.1-8b', 'llama3.1:8b-instruct-q4_K_M', 'llama3.1:8b'],
    ['qwen3-32b', 'Qwen/Qwen3-32B-AWQ', 'qwen3:32b'],
    ['mistral-large', 'mistral-large-2407'],
    ['deepseek-v3', 'deepseek/deepseek-v3-0324:free'],
    ['gpt-4o-mini-tuned', 'ft:gpt-4o-mini-2024-07-18:team::abc'],
  ])('%s', (family, ...models) => {
    for (const model of models) expect(modelFamily(model)).toBe(family);
  });

  it('has a name for what has none', () => {
    for (const model of ['', ' ', '///', ':']) expect(modelFamily(model)).toBe('unknown');
    expect(modelFamily('2024')).toBe('2024');
  });
});
