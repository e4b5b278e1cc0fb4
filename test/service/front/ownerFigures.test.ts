import { describe, expect, it } from 'vitest';
import { withStoreProcess } from '../../../src/service/confidence/performance/machineMeter.ts';
import { OwnerFigures } from '../../../src/service/front/ownerFigures.ts';

describe("the figures of the store's process", () => {
  it('are unknown until it tells, and tell what waits all the same', () => {
    expect(new OwnerFigures().figures(4)).toEqual({ waiting: 4 });
  });

  it('hold its memory, and what part of all processors it used between two answers', () => {
    let now = 0;
    const figures = new OwnerFigures(() => now, 2);
    figures.heard({ memoryBytes: 700, cpuMs: 100 });
    expect(figures.figures(0)).toEqual({ memoryBytes: 700, waiting: 0 });
    now = 500;
    figures.heard({ memoryBytes: 800, cpuMs: 600 });
    // Too soon after the one before to say anything of the processor.
    expect(figures.figures(0)).toEqual({ memoryBytes: 800, waiting: 0 });
    now = 2_000;
    figures.heard({ memoryBytes: 900, cpuMs: 1_100 });
    expect(figures.figures(1)).toEqual({ memoryBytes: 900, cpuPercent: 25, waiting: 1 });
    now = 4_000;
    figures.heard({ memoryBytes: 900, cpuMs: 900_000 });
    expect(figures.figures(0).cpuPercent).toBe(100);
  });

  it('begin anew with the next process, whose time began anew', () => {
    let now = 0;
    const figures = new OwnerFigures(() => now, 1);
    figures.heard({ memoryBytes: 700, cpuMs: 90_000 });
    figures.forget();
    expect(figures.figures(0)).toEqual({ waiting: 0 });
    now = 10_000;
    figures.heard({ memoryBytes: 300, cpuMs: 50 });
    expect(figures.figures(0)).toEqual({ memoryBytes: 300, waiting: 0 });
  });

  it("are added to the service's own in the figures of each request", () => {
    const own = () => ({ load: 0.5, memoryMb: 100, cpuPercent: 60 });
    const store = { memoryBytes: 50 * 1024 * 1024, cpuPercent: 70, waiting: 0 };
    expect(withStoreProcess(own, () => store)()).toEqual({ load: 0.5, memoryMb: 150, cpuPercent: 100 });
    expect(withStoreProcess(own, () => ({ waiting: 0 }))()).toEqual(own());
    expect(
      withStoreProcess(
        () => ({}),
        () => store,
      )(),
    ).toEqual({});
  });
});
