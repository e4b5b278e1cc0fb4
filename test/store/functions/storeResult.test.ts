import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { listPatterns, savePatterns } from '../../../src/store/functions/patterns.ts';
import { callStore } from '../../../src/store/functions/storeResult.ts';
import { storeStatus } from '../../../src/store/functions/storeStatus.ts';
import type { StoreAnswer, StoreCallOptions, StoreTransport } from '../../../src/store/store.ts';

interface Call {
  readonly name: string;
  readonly request: unknown;
  readonly options?: StoreCallOptions;
}

function answering(answer: StoreAnswer): StoreTransport & { readonly calls: Call[] } {
  const calls: Call[] = [];
  return {
    kind: 'embedded',
    calls,
    call(name, request, options) {
      calls.push({ name, request, ...(options !== undefined && { options }) });
      return Promise.resolve(answer);
    },
    close: () => Promise.resolve(),
  };
}

const row = {
  id: 'p1',
  workspace_id: 'w',
  key: 'a',
  title: 'A',
  problem_type: 'Data',
  severity: 'LOW',
  problem_description: 'd',
  tags: [],
  layers: [],
  workflows: [],
  file_types: [],
  symptoms: [],
  solution_steps: [],
  verification_steps: [],
  learnings: [],
  anti_patterns: [],
  rule_ids: [],
  examples: [],
  counter_examples: [],
  related_files: [],
  references: [],
  successes: 0,
  failures: 0,
  applied_count: 0,
  status: 'draft',
  origin: 'authored',
  reviewed: false,
  applied_to_files: [],
  task_ids: [],
  created_at: '2026-01-01T00:00:00+00:00',
  updated_at: '2026-01-01T00:00:00+00:00',
  version: 1,
};

describe('a call', () => {
  it('passes the request and the request id on', async () => {
    const transport = answering({ ok: true, data: { results: [] } });
    await savePatterns(transport, { workspace_id: 'w', patterns: [] }, { requestId: 'r' });
    expect(transport.calls).toEqual([
      {
        name: 'save_patterns',
        request: { workspace_id: 'w', patterns: [], mode: 'replace' },
        options: { requestId: 'r' },
      },
    ]);
  });

  it('gives a failure of the store as it is', async () => {
    const error = { code: 'invalid', message: 'limit: must be a whole number', field: 'limit' };
    expect(await listPatterns(answering({ ok: false, error }), {})).toEqual({ ok: false, error });
  });

  it('gives the failures of items, with the row that a change met', async () => {
    const results = [
      { ok: true, id: 'p1', key: 'a', version: 2, created: false, changed: true },
      { ok: false, error: { code: 'conflict', message: 'm', field: 'patterns[1]', current: row } },
    ];
    expect(await savePatterns(answering({ ok: true, data: { results } }), { patterns: [] })).toEqual({
      ok: true,
      data: { results },
    });
  });

  it('says where an answer is not as agreed', async () => {
    const answer = await listPatterns(
      answering({ ok: true, data: { patterns: [{ ...row, version: 'one' }], total: 1 } }),
      {},
    );
    expect(answer).toEqual({
      ok: false,
      error: {
        code: 'unexpected_answer',
        message: expect.stringMatching(/^list_patterns .*patterns\.0\.version/),
      },
    });
  });

  it.each([[null], [undefined], [[]], ['text'], [{}]])('reads no status out of %j', async (data) => {
    expect(await storeStatus(answering({ ok: true, data }))).toMatchObject({
      ok: false,
      error: { code: 'unexpected_answer' },
    });
  });

  it('throws what the transport throws', async () => {
    const transport = { ...answering({ ok: true, data: {} }), call: () => Promise.reject(new Error('gone')) };
    await expect(callStore(transport, 'x', {}, z.object({}))).rejects.toThrow('gone');
  });
});

describe('a pattern', () => {
  it('keeps absent what the store leaves out, and passes over what it does not know', async () => {
    const answer = await listPatterns(
      answering({ ok: true, data: { patterns: [{ ...row, later: 1 }], total: 1 } }),
      {},
    );
    expect(answer).toEqual({ ok: true, data: { patterns: [row], total: 1 } });
  });

  it('of a language that this version does not know has none', async () => {
    const answer = await listPatterns(
      answering({ ok: true, data: { patterns: [{ ...row, code_type: 'cobol' }], total: 1 } }),
      {},
    );
    expect(answer.ok && answer.data.patterns[0]?.code_type).toBeUndefined();
    expect(answer.ok).toBe(true);
  });
});
