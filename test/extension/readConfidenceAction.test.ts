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
    expect(view({ bucket: 'minute', split: 7, methods: ['guess'], models: [], days: 'many' })).toEqual({
      place: 'confidence',
      bucket: 'day',
      split: 'method',
    });
  });

  it('keeps a time of the reader’s own in place of days, and only one that ends after it begins', () => {
    const first = { place: 'confidence', bucket: 'day', split: 'method' };
    const range = { from: '2026-10-01T00:00:00+02:00', to: '2026-11-01T00:00:00Z' };
    expect(view({ days: 7, ...range })).toEqual({
      ...first,
      from: '2026-09-30T22:00:00.000Z',
      to: '2026-11-01T00:00:00.000Z',
    });
    expect(view({ days: 7, from: range.to, to: range.from })).toEqual({ ...first, days: 7 });
    expect(view({ from: 'yesterday', to: range.to })).toEqual(first);
  });

  it('keeps every model, method and kind that was chosen', () => {
    const chosen = { models: ['o3', ''], methods: ['hybrid', 'logprob', 'x'], requestTypes: ['answer'] };
    expect(view(chosen)).toMatchObject({ ...chosen, methods: ['logprob', 'hybrid'] });
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
    expect(action({ kind: 'seeConfidence', scoreIds: [] })).toBeUndefined();
    expect(action({ kind: 'seeConfidence', scoreIds: ['s', 7] })).toEqual({
      kind: 'seeConfidence',
      scoreIds: ['s'],
    });
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
