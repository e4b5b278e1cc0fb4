import { describe, expect, it } from 'vitest';
import { type SearchListener, SearchMeter } from '../../../src/service/search/searchMeter.ts';

function metered() {
  let now = 0;
  const heard: unknown[] = [];
  const meter = new SearchMeter(() => now);
  const listener: SearchListener = {
    stage: (...stage) => heard.push(stage),
    ingested: (...counted) => heard.push(counted),
  };
  meter.listen(listener);
  const pass = (ms: number): void => {
    now += ms;
  };
  return { meter, heard, pass };
}

const { signal } = new AbortController();

describe('a stage of a search', () => {
  it('is timed until its work is done, whether it ends well or not', async () => {
    const { meter, heard, pass } = metered();
    expect(
      await meter.stage('rerank', signal, async () => {
        await Promise.resolve();
        pass(7);
        return 'ranked';
      }),
    ).toBe('ranked');
    await expect(
      meter.stage('embed', signal, async () => {
        pass(30);
        throw new Error('no embedder');
      }),
    ).rejects.toThrow('no embedder');
    expect(heard).toEqual([
      ['rerank', 7, false],
      ['embed', 30, true],
    ]);
  });

  it('says nothing where its reader gave up', async () => {
    const { meter, heard } = metered();
    const stop = new AbortController();
    await meter.stage('store', stop.signal, async () => stop.abort());
    expect(heard).toEqual([]);
  });
});

describe('what waits for vectors', () => {
  it('is unknown until it was counted', () => {
    const { meter } = metered();
    meter.written();
    expect(meter.standing).toEqual({});
  });

  it('waits from its writing on until all have theirs', () => {
    const { meter, pass } = metered();
    meter.written();
    pass(2_000);
    meter.written();
    pass(1_000);
    meter.counted(10, 8);
    expect(meter.standing).toEqual({ chunks: 8, waiting: 2, lagSeconds: 3 });
    meter.counted(10, 10);
    pass(5_000);
    expect(meter.standing).toEqual({ chunks: 10, waiting: 0, lagSeconds: 0 });
  });

  it('that nobody saw come waits from when it was counted', () => {
    const { meter, pass } = metered();
    meter.counted(3, 0);
    pass(4_000);
    expect(meter.standing.lagSeconds).toBe(4);
    meter.counted(3, 5);
    expect(meter.standing).toEqual({ chunks: 5, waiting: 0, lagSeconds: 0 });
  });

  it('is told of when it got them, or did not; none is nothing to tell', () => {
    const { meter, heard } = metered();
    meter.ingested('embedded', 3);
    meter.ingested('failed', 0);
    expect(heard).toEqual([['embedded', 3]]);
  });
});
