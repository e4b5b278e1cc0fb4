import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { type Desk, pattern, rowsOf } from './contractStore.ts';

/** Patterns: saving, reading, reviewing, merging, and what became of them. */
export function libraryContract(desk: () => Promise<Desk>): void {
  it('saves and reads patterns, whatever script they are written in', async () => {
    const { results, data } = await desk();
    const written = pattern('пример-1'.replace(/[^a-z0-9-]/gu, 'x'), {
      title: 'Übergröße „schön“ 日本語 🐘',
      symptoms: ['läuft nicht\r\nmehr', 'ноль'],
      layers: [1, 7],
      tags: ['a', 'b'],
      pattern: { format: 'x', nested: { nothing: null } },
      code_before: `select 'it''s'\t-- \\ "quoted"`,
    });
    const [saved] = await results('save_patterns', { patterns: [written] });
    expect(saved).toMatchObject({ ok: true, key: written.key, version: 1, created: true });
    const { patterns, missing } = await data('get_patterns', { keys: [written.key, 'not-there'] });
    expect(rowsOf(patterns)).toMatchObject([written]);
    expect(missing).toEqual(['not-there']);
  });

  it('answers each item of a batch for itself', async () => {
    const { results } = await desk();
    const answers = await results('save_patterns', {
      patterns: [pattern('good-1'), pattern('bad', { severity: 'SOON' }), pattern('good-2')],
    });
    expect(answers.map((answer) => answer.ok)).toEqual([true, false, true]);
    expect(answers[1]).toMatchObject({ error: { code: 'invalid', field: 'patterns[1].severity' } });
  });

  it('refuses a change that was made from an older version, and shows the present one', async () => {
    const { results } = await desk();
    await results('save_patterns', { patterns: [pattern('versioned')] });
    await results('save_patterns', { patterns: [pattern('versioned', { title: 'Second' })] });
    const [late] = await results('save_patterns', {
      patterns: [pattern('versioned', { title: 'Late', base_version: 1 })],
    });
    expect(late).toMatchObject({
      ok: false,
      error: { code: 'conflict', current: { title: 'Second', version: 2 } },
    });
  });

  it('lists page by page, nothing twice, nothing left out', async () => {
    const { results, data } = await desk();
    const keys = Array.from({ length: 25 }, (_, index) => `listed-${String(index).padStart(2, '0')}`);
    await results('save_patterns', { patterns: keys.map((key) => pattern(key)) });
    const seen: unknown[] = [];
    let cursor: unknown;
    do {
      const page = await data('list_patterns', {
        order: 'title',
        limit: 10,
        ...(cursor !== undefined && { cursor }),
      });
      expect(page.total).toBe(25);
      seen.push(...rowsOf(page.patterns).map((row) => row.key));
      cursor = page.next_cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(keys);
  });

  it('takes a thousand patterns in one request', async () => {
    const { results, data } = await desk();
    const patterns = Array.from({ length: 1000 }, (_, index) =>
      pattern(`huge-${index}`, { solution_steps: [`Step ${index}: ${'ä'.repeat(200)}`] }),
    );
    const answers = await results('save_patterns', { patterns });
    expect(answers.filter((answer) => answer.ok === true)).toHaveLength(1000);
    expect((await data('list_patterns', { limit: 1 })).total).toBe(1000);
  });

  it('does a repeated request once and answers it alike', async () => {
    const { call, data } = await desk();
    const requestId = randomUUID();
    const request = { patterns: [pattern('once')] };
    const first = await call('save_patterns', request, requestId);
    expect(await call('save_patterns', request, requestId)).toEqual(first);
    expect(rowsOf((await data('get_patterns', { keys: ['once'] })).patterns)).toMatchObject([{ version: 1 }]);
  });

  it('reviews, deletes and remembers what a pattern was', async () => {
    const { results, data } = await desk();
    const [saved] = await results('save_patterns', {
      patterns: [pattern('reviewed', { status: 'suggested' })],
    });
    const id = saved?.id;
    const [review] = await results('review_patterns', {
      items: [{ id, decision: 'approve', notes: 'gut ✓' }],
    });
    expect(review).toMatchObject({ ok: true, status: 'active' });
    const { revisions } = await data('pattern_history', { id });
    expect(rowsOf(revisions)).toMatchObject([{ version: 1, content: { status: 'suggested' } }]);
    expect(await results('delete_patterns', { ids: [id, randomUUID()] })).toMatchObject([
      { ok: true },
      { ok: false, error: { code: 'not_found' } },
    ]);
    expect(rowsOf((await data('get_patterns', { ids: [id] })).patterns)).toEqual([]);
  });

  it('merges duplicates, with their track records', async () => {
    const { results, data } = await desk();
    const saved = await results('save_patterns', { patterns: [pattern('stays'), pattern('goes')] });
    const [into, from] = saved.map((row) => row.id);
    await results('record_applications', { events: [{ pattern_id: from, event: 'kept' }] });
    expect(await data('merge_patterns', { into, from: [from] })).toMatchObject({ merged: [from] });
    expect(rowsOf((await data('get_patterns', { ids: [into] })).patterns)).toMatchObject([{ successes: 1 }]);
  });

  it('counts what became of patterns once, by the events’ ids', async () => {
    const { results, data } = await desk();
    await results('save_patterns', { patterns: [pattern('counted')] });
    const [applied, kept] = [randomUUID(), randomUUID()];
    const events = [
      {
        id: applied,
        pattern_key: 'counted',
        event: 'applied',
        verification: 'clean',
        minutes: 5,
        confidence: 0.5,
      },
      { id: kept, pattern_key: 'counted', event: 'kept', application_id: applied },
    ];
    expect(await results('record_applications', { events })).toMatchObject([
      { duplicate: false },
      { duplicate: false },
    ]);
    expect(await results('record_applications', { events })).toMatchObject([
      { duplicate: true },
      { duplicate: true },
    ]);
    const unknown = await results('record_applications', {
      events: [{ pattern_key: 'nobody', event: 'applied' }],
    });
    expect(unknown).toMatchObject([{ ok: false, error: { code: 'not_found' } }]);
    const { records } = await data('pattern_track_records', { keys: ['counted'], recent: 5 });
    expect(rowsOf(records)).toMatchObject([
      { successes: 1, failures: 0, applied_count: 1, avg_time_saved: 5 },
    ]);
  });

  it('relates patterns', async () => {
    const { results, data, failure } = await desk();
    await results('save_patterns', { patterns: [pattern('first'), pattern('second')] });
    const relation = {
      from_key: 'first',
      to_key: 'second',
      kind: 'prerequisite',
      strength: 0.8,
      found_by: 'manual',
    };
    const [made] = await results('relate_patterns', { relations: [relation] });
    expect(made).toMatchObject({ ok: true, created: true });
    expect(rowsOf((await data('related_patterns', { key: 'second' })).relations)).toMatchObject([
      { kind: 'prerequisite', outgoing: false, other: { key: 'first' } },
    ]);
    expect((await data('list_relations')).total).toBe(1);
    expect(await data('suggest_relations', { dry_run: true })).toMatchObject({ suggested: [] });
    expect(await failure('related_patterns', { key: 'nobody' })).toMatchObject({ code: 'not_found' });
    expect(await results('delete_relations', { ids: [made?.id] })).toMatchObject([{ ok: true }]);
    expect((await data('list_relations')).total).toBe(0);
  });

  it('sums the library up', async () => {
    const { results, data } = await desk();
    await results('save_patterns', { patterns: [pattern('summed', { severity: 'HIGH', layers: [3] })] });
    expect(await data('library_summary')).toMatchObject({ total: 1, by_severity: { HIGH: 1 } });
    const review = await data('weekly_review');
    expect(Object.keys(review)).toEqual(
      expect.arrayContaining(['most_used', 'least_successful', 'gaps', 'noisy_rules']),
    );
  });
}
