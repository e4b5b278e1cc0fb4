import { describe, expect, it } from 'vitest';
import type { CheckedDocument } from '../../../src/server/documents.ts';
import { Library, type LibraryParts } from '../../../src/server/library/library.ts';
import type { ServiceClient } from '../../../src/store/client/serviceClient.ts';

const uri = 'file:///shop/a.ts';

/** A library whose documents are not checked yet, and what it told the store. */
function opened(check: LibraryParts['check']) {
  const told: unknown[] = [];
  const client: Pick<ServiceClient, 'request' | 'onEvent' | 'close'> = {
    request: async (_method, params) => {
      // SAFETY: the library asks with objects alone.
      const { name, request } = params as { name?: string; request?: { events?: unknown[] } };
      if (name === 'record_applications') told.push(...(request?.events ?? []));
      return { ok: true };
    },
    onEvent: () => () => undefined,
    close: async () => undefined,
  };
  // SAFETY: what is left out is for light bulbs.
  const library = new Library({
    connectStore: () => client,
    session: () => ({ settings: { library: { enable: true } }, trusted: true }),
    roots: () => [],
    checked: () => undefined,
    check,
    onEvent: () => undefined,
    patternsChanged: () => undefined,
    report: () => undefined,
    log: () => undefined,
    nowMs: () => 0,
    now: () => new Date('2026-11-21T10:00:00Z'),
  } as unknown as LibraryParts);
  return { library, told };
}

// SAFETY: counting a fix asks for these alone.
const checked = {
  uri,
  project: { root: '/shop', analyzer: { ruleSet: { rule: () => undefined } } },
  document: { input: { path: 'a.ts' } },
} as unknown as CheckedDocument;

const fix = {
  event: 'applied',
  ruleId: 'r',
  uri,
  fixTitle: 'Mend',
  applicationId: 'i',
  pattern: 'p',
} as const;

describe('a fix that is made while rules are loaded anew', () => {
  it('is counted once its document is checked', async () => {
    const { library, told } = opened(async () => checked);
    library.tracked(fix);
    await expect.poll(() => told.length, { timeout: 10_000 }).toBe(1);
    expect(told).toMatchObject([{ event: 'applied', pattern_key: 'p', path: 'a.ts' }]);
    await library.dispose();
  });

  it('is let go where its document cannot be checked', async () => {
    const { library, told } = opened(async () => {
      throw new Error('closed');
    });
    library.tracked(fix);
    await library.dispose();
    expect(told).toEqual([]);
  });
});
