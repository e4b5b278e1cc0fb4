import { describe, expect, it, vi } from 'vitest';
import type { PanelView } from '../../src/protocol/panel.ts';
import { FIGURES, fakeEditor, opened, STATUS } from './openedPanel.ts';
import { type Asked, scriptedService } from './scriptedService.ts';

const OVERVIEW = { totals: { answers: 3, outcomes: 1, exposed: 2 }, trends: [], alerts: [] };
const ALERT = {
  id: 'error_rate',
  level: 'warning',
  text: '2 of 10 calls failed.',
  since: '2026-11-21T08:00:00Z',
} as const;
const VIEW: PanelView = {
  place: 'confidence',
  days: 7,
  bucket: 'day',
  split: 'model',
  models: ['o3', 'gpt-4.1'],
};
const DAY_MS = 86_400_000;

function overviewOf(asked: readonly Asked[]) {
  const found = asked.find(({ method }) => method === 'confidence/overview');
  // SAFETY: the session gives each overview its filters.
  return found?.params as
    | { readonly bucket: string; readonly filters: { readonly from: string } }
    | undefined;
}

describe('a page that shows confidence', () => {
  it('gets the figures of the last days, with what was asked for', async () => {
    const { ask, asked } = scriptedService(FIGURES, { ...STATUS, 'confidence/overview': () => OVERVIEW });
    const { session, heard } = opened(ask);
    await session.hear({ kind: 'show', view: VIEW });
    const params = overviewOf(asked);
    expect(params).toMatchObject({ bucket: 'day', filters: { models: ['o3', 'gpt-4.1'] } });
    expect(Math.round((Date.now() - Date.parse(params?.filters.from ?? '')) / DAY_MS)).toBe(7);
    expect(
      heard.findLast((message) => message.kind === 'resource' && message.name === 'confidence'),
    ).toMatchObject({
      state: 'ready',
      value: { ...OVERVIEW, asked: { days: 7, bucket: 'day', models: ['o3', 'gpt-4.1'] } },
    });
  });

  it('gets those of the time, methods and kinds that the reader chose', async () => {
    const { ask, asked } = scriptedService(FIGURES, { ...STATUS, 'confidence/overview': () => OVERVIEW });
    const { session } = opened(ask);
    const chosen = {
      from: '2026-01-01T00:00:00.000Z',
      to: '2026-02-01T00:00:00.000Z',
      methods: ['hybrid', 'agreement'],
      requestTypes: ['answer', 'proposal'],
    } as const;
    await session.hear({
      kind: 'show',
      view: { place: 'confidence', bucket: 'week', split: 'method', ...chosen },
    });
    expect(overviewOf(asked)?.filters).toEqual(chosen);
  });

  it('looks back far when all time is asked for: the store alone would look back over a part', async () => {
    const { ask, asked } = scriptedService(FIGURES, { ...STATUS, 'confidence/overview': () => OVERVIEW });
    const { session } = opened(ask);
    await session.hear({ kind: 'show', view: { place: 'confidence', bucket: 'week', split: 'method' } });
    expect(Date.now() - Date.parse(overviewOf(asked)?.filters.from ?? '')).toBeGreaterThan(9 * 365 * DAY_MS);
  });

  it('gets the answers behind a point, and says that they could not be had', async () => {
    const behind = { title: 'a bin', filters: { valueFrom: 0.5, valueTo: 0.6 }, limit: 50 };
    const { ask, asked } = scriptedService(FIGURES, {
      ...STATUS,
      'confidence/overview': () => OVERVIEW,
      'confidence/scores': () => ({ no: 'scores' }),
    });
    const { session, heard } = opened(ask);
    await session.hear({ kind: 'show', view: { ...VIEW, behind } });
    expect(asked.find(({ method }) => method === 'confidence/scores')?.params).toEqual({
      filters: behind.filters,
      limit: 50,
    });
    expect(
      heard.findLast((message) => message.kind === 'resource' && message.name === 'confidenceScores'),
    ).toMatchObject({ state: 'failed', problem: { code: 'internal' } });
  });

  it('is told that scores changed, and gets them anew', async () => {
    const { ask, asked } = scriptedService(FIGURES, { ...STATUS, 'confidence/overview': () => OVERVIEW });
    const { session, heard } = opened(ask);
    await session.hear({ kind: 'show', view: VIEW });
    session.hearConfidence({ alerts: [ALERT] });
    expect(heard).toContainEqual(
      expect.objectContaining({ name: 'confidenceNews', value: { changes: 1, alerts: [ALERT] } }),
    );
    const overviews = (): number => asked.filter(({ method }) => method === 'confidence/overview').length;
    await vi.waitFor(() => expect(overviews()).toBe(2));
    session.dispose();
  });
});

describe('alerts', () => {
  it('are told in every place, from the first look on', async () => {
    const { ask, asked } = scriptedService(
      { ...FIGURES, list_patterns: () => ({ patterns: [], total: 0 }) },
      { ...STATUS, 'confidence/alerts': () => ({ alerts: [ALERT] }) },
    );
    const { session, heard } = opened(ask);
    const list: PanelView = { place: 'patterns', query: '', filters: {}, order: 'recent', limit: 5 };
    await session.hear({ kind: 'show', view: list });
    expect(heard).toContainEqual(
      expect.objectContaining({ name: 'confidenceNews', value: { changes: 0, alerts: [ALERT] } }),
    );
    await session.hear({ kind: 'show', view: list });
    expect(asked.filter(({ method }) => method === 'confidence/alerts')).toHaveLength(1);
  });
});

describe('what a page asks for about confidence', () => {
  it('explains a number, and takes a review of it', async () => {
    const detail = { scoreId: 's1', evidence: [] };
    const { ask, asked } = scriptedService(FIGURES, {
      ...STATUS,
      'confidence/get': () => detail,
      'confidence/review': () => ({}),
    });
    const { request } = opened(ask);
    expect(await request({ kind: 'explainConfidence', scoreId: 's1' })).toEqual({ ok: true, data: detail });
    await request({ kind: 'reviewConfidence', scoreId: 's1', actual: 0, note: 'the index was not used' });
    expect(asked.at(-1)).toEqual({
      method: 'confidence/review',
      params: { scoreId: 's1', actual: 0, note: 'the index was not used' },
    });
  });

  it('tells the service what was in sight', async () => {
    const { ask, asked } = scriptedService(FIGURES, { ...STATUS, 'confidence/seen': () => ({}) });
    expect(await opened(ask).request({ kind: 'seeConfidence', scoreIds: ['s1', 's2'] })).toEqual({
      ok: true,
    });
    expect(asked.at(-1)).toEqual({ method: 'confidence/seen', params: { scoreIds: ['s1', 's2'] } });
  });

  it('saves charts as texts and as bytes, under a name that any system takes', async () => {
    const { ask } = scriptedService(FIGURES, STATUS);
    const editor = fakeEditor();
    const chart = { kind: 'exportChart', name: 'Größe / over time: 50 %' } as const;
    expect(await opened(ask, editor).request({ ...chart, as: 'csv', content: 'a,b' })).toEqual({ ok: true });
    expect(editor.saveText).toHaveBeenCalledWith('größe-over-time-50.csv', 'a,b');
    const content = Buffer.from([1, 2, 255]).toString('base64');
    await opened(ask, editor).request({ ...chart, as: 'png', content });
    expect(editor.saveBytes).toHaveBeenCalledWith('größe-over-time-50.png', Buffer.from([1, 2, 255]));
  });

  it('says so when the user gives up choosing where', async () => {
    const { ask } = scriptedService(FIGURES, STATUS);
    const { request } = opened(ask, fakeEditor({ saveText: async () => undefined }));
    expect(await request({ kind: 'exportChart', name: '', as: 'svg', content: '<svg/>' })).toMatchObject({
      ok: false,
      problem: { code: 'cancelled' },
    });
  });
});
