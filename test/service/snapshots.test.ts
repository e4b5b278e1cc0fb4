import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keptSnapshots, listSnapshots, nameOf, takeSnapshot } from '../../src/service/owner/snapshots.ts';

const runNow = (copy: () => Promise<void>): Promise<void> => copy();

function folders(): { readonly store: string; readonly snapshots: string } {
  const home = mkdtempSync(join(tmpdir(), 'fixward-snapshots-'));
  mkdirSync(join(home, 'store', 'base'), { recursive: true });
  writeFileSync(join(home, 'store', 'base', '1'), 'one');
  return { store: join(home, 'store'), snapshots: join(home, 'snapshots') };
}

describe('keptSnapshots', () => {
  it('keeps the last two, and the last of each of the three newest days', () => {
    const names = [
      '2026-01-01T10-00-00-000Z',
      '2026-01-02T10-00-00-000Z',
      '2026-01-05T09-00-00-000Z',
      '2026-01-05T10-00-00-000Z',
      '2026-01-07T08-00-00-000Z',
      '2026-01-07T09-00-00-000Z',
      '2026-01-07T10-00-00-000Z',
    ];

    expect([...keptSnapshots(names)].sort()).toEqual([
      '2026-01-02T10-00-00-000Z',
      '2026-01-05T10-00-00-000Z',
      '2026-01-07T09-00-00-000Z',
      '2026-01-07T10-00-00-000Z',
    ]);
  });

  it('keeps nothing of nothing', () => {
    expect(keptSnapshots([]).size).toBe(0);
  });
});

describe('takeSnapshot', () => {
  it('copies the folder under the name of the moment, and lists the newest first', async () => {
    const { store, snapshots } = folders();
    const first = new Date('2026-03-01T08:30:00.123Z');
    await takeSnapshot(store, snapshots, first, runNow);
    writeFileSync(join(store, 'base', '1'), 'two');
    await takeSnapshot(store, snapshots, new Date('2026-03-02T08:30:00.000Z'), runNow);

    const [newest, oldest] = await listSnapshots(snapshots);
    expect(newest?.takenAt).toBe('2026-03-02T08:30:00.000Z');
    expect(oldest).toEqual({ name: nameOf(first), takenAt: first.toISOString() });
    expect(readFileSync(join(snapshots, nameOf(first), 'base', '1'), 'utf8')).toBe('one');
  });

  it('leaves nothing behind when the copying fails, and sweeps what a killed process left', async () => {
    const { store, snapshots } = folders();
    mkdirSync(join(snapshots, '.partial-2026-01-01T00-00-00-000Z'), { recursive: true });
    const failing = takeSnapshot(store, snapshots, new Date(), () => Promise.reject(new Error('no room')));

    await expect(failing).rejects.toThrow('no room');
    expect(readdirSync(snapshots)).toEqual([]);
    expect(await listSnapshots(snapshots)).toEqual([]);
  });

  it('finds none in a folder that is not there', async () => {
    expect(await listSnapshots(join(tmpdir(), 'fixward-no-such-folder'))).toEqual([]);
  });
});
