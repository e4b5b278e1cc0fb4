import { describe, expect, it } from 'vitest';
import { readPageMessage } from '../../src/extension/panel/readPageMessage.ts';

function action(value: Record<string, unknown>) {
  const message = readPageMessage({ kind: 'request', id: 1, action: value });
  return message?.kind === 'request' ? message.action : undefined;
}

function view(value: Record<string, unknown>) {
  const message = readPageMessage({ kind: 'show', view: { place: 'confidence', ...value } });
  return message?.kind === 'show' ? message.view : undefined;
}

describe('the view of confidence', () => {
  it('falls back to its first values, and leaves out what is none', () => {
    expect(view({ bucket: 'minute', split: 7, method: 'guess', model: '', days: 'many' })).toEqual({
      place: 'confidence',
      bucket: 'day',
      split: 'method',
    });
  });

  it('keeps what narrows it, within bounds', () => {
    const behind = {
      title: 'stated 70–80 %',
      filters: {
        valueFrom: 0.7,
        valueTo: 0.8,
        outcome: 'bad',
        models: ['', 'o3', 9],
        methods: ['logprob', 'x'],
      },
      limit: 1e9,
    };
    expect(view({ days: 1e9, bucket: 'hour', split: 'model', behind, score: 's1' })).toEqual({
      place: 'confidence',
      days: 3_660,
      bucket: 'hour',
      split: 'model',
      behind: {
        title: 'stated 70–80 %',
        filters: { valueFrom: 0.7, valueTo: 0.8, outcome: 'bad', models: ['', 'o3'], methods: ['logprob'] },
        limit: 500,
      },
      score: 's1',
    });
  });
});

describe('what a page asks for about confidence', () => {
  it('is a review only with a clear word', () => {
    expect(action({ kind: 'reviewConfidence', scoreId: 's', actual: 0.5 })).toBeUndefined();
    expect(action({ kind: 'reviewConfidence', scoreId: 's', actual: '1' })).toBeUndefined();
    expect(action({ kind: 'reviewConfidence', scoreId: 's', actual: 1, note: '' })).toEqual({
      kind: 'reviewConfidence',
      scoreId: 's',
      actual: 1,
    });
  });

  it('is an export of a known kind', () => {
    const chart = { kind: 'exportChart', name: 'Trend', content: 'x' };
    expect(action({ ...chart, as: 'exe' })).toBeUndefined();
    expect(action({ ...chart, as: 'png' })).toEqual({ ...chart, as: 'png' });
  });
});
