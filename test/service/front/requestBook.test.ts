import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { RequestBook } from '../../../src/service/front/requestBook.ts';
import type { ServiceMethods } from '../../../src/service/serviceContext.ts';

const never = new AbortController().signal;

/** A book over one method that counts, and the runs it saw. */
function bookOf(method: ServiceMethods[string]): { readonly book: RequestBook; runs(): number } {
  let runs = 0;
  const counted: ServiceMethods[string] = (params, call) => {
    runs += 1;
    return method(params, call);
  };
  return { book: new RequestBook({ count: counted, other: () => Promise.resolve() }), runs: () => runs };
}

describe('RequestBook', () => {
  it('runs a request once and answers each of its arrivals alike', async () => {
    const { book, runs } = bookOf(async (params) => params);
    const requestId = randomUUID();
    const answers = await Promise.all([
      book.run('count', 'first', requestId, never),
      book.run('count', 'second', requestId.toUpperCase(), never),
    ]);

    expect(answers).toEqual(['first', 'first']);
    expect(await book.run('count', 'third', requestId, never)).toBe('first');
    expect(runs()).toBe(1);
  });

  it('runs requests without an id each for itself', async () => {
    const { book, runs } = bookOf(async () => 1);
    await Promise.all([book.run('count', {}, undefined, never), book.run('count', {}, undefined, never)]);

    expect(runs()).toBe(2);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('busy'))],
    [
      'answers with a failure',
      () => Promise.resolve({ ok: false, error: { code: 'unavailable', message: 'busy' } }),
    ],
  ])('runs a request again whose first run %s', async (_what, method) => {
    const { book, runs } = bookOf(method);
    const requestId = randomUUID();
    for (let sends = 0; sends < 3; sends++) await book.run('count', {}, requestId, never).catch(() => {});

    expect(runs()).toBe(3);
    expect(book.running).toBe(0);
  });

  it('refuses what it does not know, and an id that was another request’s', async () => {
    const { book } = bookOf(async () => 1);
    const requestId = randomUUID();
    await book.run('count', {}, requestId, never);

    await expect(book.run('other', {}, requestId, never)).rejects.toMatchObject({ code: 'invalid' });
    await expect(book.run('toString', {}, undefined, never)).rejects.toMatchObject({
      code: 'unknown_method',
    });
    await expect(book.run('count', {}, '7', never)).rejects.toMatchObject({ code: 'invalid' });
  });

  it('tells a method that its client gave up', async () => {
    const { book } = bookOf(
      (_params, { signal }) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => reject(new Error('given up'))),
        ),
    );
    const given = new AbortController();
    const asked = book.run('count', {}, randomUUID(), given.signal);
    given.abort();

    await expect(asked).rejects.toThrow('given up');
  });

  it('counts what is running, and forgets the oldest answers beyond its measure', async () => {
    const { book, runs } = bookOf(async () => 1);
    const oldest = randomUUID();
    await book.run('count', {}, oldest, never);
    for (let more = 0; more < 600; more++) await book.run('count', {}, randomUUID(), never);
    await book.run('count', {}, oldest, never);

    expect(runs()).toBe(602);
    expect(book.running).toBe(0);
  });
});
