import { describe, expect, it } from 'vitest';
import { changedTables } from '../../src/service/store/storeTables.ts';

describe('a write', () => {
  it('names the tables that views show, or none when it may be any', () => {
    expect(changedTables('save_patterns', {}, {})).toEqual(['fix_patterns']);
    expect(changedTables('save_memories', {}, {})).toEqual(['memories']);
    expect(changedTables('adopt_rows', {}, {})).toEqual([]);
  });

  it.each([
    ['outbox_take', {}, {}],
    ['save_embeddings', { items: [{}] }, {}],
    ['ensure_vector_indexes', { threshold: 600 }, { made: ['content'] }],
    ['apply_pulled', { changes: [] }, {}],
    ['sync_attach', {}, { changed: false }],
  ])('of a background round is no change for the views: %s', (name, request, data) => {
    expect(changedTables(name, request, data)).toBeUndefined();
  });

  it.each([
    'append_consultation_events',
    'save_consultations',
    'checkpoint_put',
    'checkpoint_put_writes',
    'record_policy_decisions',
    'record_model_usage',
    'use_approval',
    'use_memories',
  ])('of the consultant at work is no change for the views: %s', (name) => {
    expect(changedTables(name, {}, { results: [] })).toBeUndefined();
  });

  it.each([
    ['apply_pulled', { changes: [{}] }, {}],
    ['sync_attach', {}, { changed: true }],
    ['sync_attach', {}, {}],
  ])('of a background round that brought something is one: %s', (name, request, data) => {
    expect(changedTables(name, request, data)).toEqual([]);
  });
});
