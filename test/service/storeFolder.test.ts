import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { finishMaking, prepareFolder, standingNotice } from '../../src/service/owner/storeFolder.ts';
import { type ServicePlace, servicePlace } from '../../src/store/client/servicePlace.ts';

const USER = '00000000-0000-4000-8000-000000000001';
const SNAPSHOTS = ['2026-02-01T00-00-00-000Z', '2026-02-02T00-00-00-000Z'] as const;

/** A data folder whose store and snapshots say which they are. */
function homeWith(options: {
  readonly store?: string;
  readonly major?: string;
  readonly snapshots?: boolean;
}): {
  readonly place: ServicePlace;
  readonly request: { readonly home: string; readonly userId: string };
} {
  const home = mkdtempSync(join(tmpdir(), 'fixward-folder-'));
  const place = servicePlace(home);
  const fill = (folder: string, text: string): void => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'PG_VERSION'), `${options.major ?? '18'}\n`);
    writeFileSync(join(folder, 'content'), text);
  };
  if (options.store !== undefined) fill(place.store, options.store);
  if (options.snapshots === true) for (const name of SNAPSHOTS) fill(join(place.snapshots, name), name);
  return { place, request: { home, userId: USER } };
}

const contentOf = ({ store }: ServicePlace): string => readFileSync(join(store, 'content'), 'utf8');
const asideIn = ({ store }: ServicePlace, reason: string): readonly string[] =>
  readdirSync(join(store, '..')).filter((name) => name.startsWith(`store-${reason}-`));

describe('prepareFolder', () => {
  it('keeps every folder that it puts aside, also two of one moment', async () => {
    const { place, request } = homeWith({ store: 'first' });
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      await prepareFolder(place, { ...request, recover: { skip: 0 } });
      rmSync(`${place.store}.making`, { force: true });
      mkdirSync(place.store, { recursive: true });
      writeFileSync(join(place.store, 'content'), 'second');
      await prepareFolder(place, { ...request, recover: { skip: 0 } });
    } finally {
      vi.useRealTimers();
    }

    const aside = asideIn(place, 'corrupt').filter((name) => !name.endsWith('.txt'));
    expect(aside).toHaveLength(2);
  });

  it.skipIf(process.platform === 'win32')('keeps other users out of what is there', async () => {
    const { place, request } = homeWith({ store: 'of an older Fixward', snapshots: true });
    for (const folder of [place.store, place.snapshots]) chmodSync(folder, 0o755);

    await prepareFolder(place, request);

    for (const folder of [place.store, place.snapshots]) expect(statSync(folder).mode & 0o777).toBe(0o700);
  });

  it('finds nothing in a fresh home', async () => {
    const { place, request } = homeWith({});

    expect(await prepareFolder(place, request)).toEqual({ isNew: true });
    expect(existsSync(place.store)).toBe(false);
  });

  it('leaves a store alone', async () => {
    const { place, request } = homeWith({ store: 'mine' });

    expect(await prepareFolder(place, request)).toEqual({ isNew: false });
    expect(contentOf(place)).toBe('mine');
    expect(standingNotice(place)).toBeUndefined();
  });

  it('clears what a process left that was killed while it made the store', async () => {
    const { place, request } = homeWith({});
    await prepareFolder(place, request);
    mkdirSync(place.store);

    expect(await prepareFolder(place, request)).toEqual({ isNew: true });
    expect(existsSync(place.store)).toBe(false);
  });

  it('never clears a store that was once ready', async () => {
    const { place, request } = homeWith({});
    await prepareFolder(place, request);
    mkdirSync(place.store);
    writeFileSync(join(place.store, 'PG_VERSION'), '18\n');
    writeFileSync(join(place.store, 'content'), 'mine');
    await finishMaking(place);

    await prepareFolder(place, request);

    expect(contentOf(place)).toBe('mine');
  });

  it('puts a snapshot in place and keeps what was there', async () => {
    const { place, request } = homeWith({ store: 'mine', snapshots: true });

    await prepareFolder(place, { ...request, restore: SNAPSHOTS[0] });

    expect(contentOf(place)).toBe(SNAPSHOTS[0]);
    const [aside] = asideIn(place, 'before-restore');
    expect(readFileSync(join(request.home, aside ?? '', 'content'), 'utf8')).toBe('mine');
  });

  it.each(['nowhere', '../store', '2026-02-01T00-00-00-000Z/base'])(
    'knows no snapshot %s',
    async (restore) => {
      const { place, request } = homeWith({ store: 'mine', snapshots: true });

      await expect(prepareFolder(place, { ...request, restore })).rejects.toThrow(/no snapshot/u);
      expect(contentOf(place)).toBe('mine');
    },
  );

  it('finishes a restoring that was cut off after the copy was whole', async () => {
    const { place, request } = homeWith({});
    mkdirSync(`${place.store}.next`);
    writeFileSync(join(`${place.store}.next`, 'PG_VERSION'), '18\n');
    writeFileSync(join(`${place.store}.next`, 'content'), 'restored');

    expect(await prepareFolder(place, request)).toEqual({ isNew: false });
    expect(contentOf(place)).toBe('restored');
  });

  it('drops a restoring that was cut off before', async () => {
    const { place, request } = homeWith({ store: 'mine' });
    mkdirSync(`${place.store}.partial`);

    await prepareFolder(place, request);

    expect(contentOf(place)).toBe('mine');
    expect(existsSync(`${place.store}.partial`)).toBe(false);
  });

  it('recovers with the newest snapshot, keeps the damaged folder and says so', async () => {
    const { place, request } = homeWith({ store: 'damaged', snapshots: true });

    await prepareFolder(place, { ...request, recover: { skip: 0 } });

    expect(contentOf(place)).toBe(SNAPSHOTS[1]);
    expect(asideIn(place, 'corrupt').filter((name) => !name.endsWith('.txt'))).toHaveLength(1);
    expect(standingNotice(place)).toMatch(
      /could not be opened.+snapshot of 2026-02-02.+Delete store-corrupt-/su,
    );
  });

  it('goes further back when the newest snapshot is no better, and makes an empty store in the end', async () => {
    const { place, request } = homeWith({ store: 'damaged', snapshots: true });
    await prepareFolder(place, { ...request, recover: { skip: 0 } });

    await prepareFolder(place, { ...request, recover: { skip: 1 } });
    expect(contentOf(place)).toBe(SNAPSHOTS[0]);

    expect(await prepareFolder(place, { ...request, recover: { skip: 2 } })).toEqual({ isNew: true });
    expect(asideIn(place, 'corrupt').filter((name) => !name.endsWith('.txt'))).toHaveLength(3);
  });

  it('moves a store of another Postgres aside and names the way to take its content along', async () => {
    const { place, request } = homeWith({ store: 'old', major: '17' });

    expect(await prepareFolder(place, request)).toEqual({ isNew: true });
    expect(asideIn(place, 'postgres17').filter((name) => !name.endsWith('.txt'))).toHaveLength(1);
    expect(standingNotice(place)).toMatch(/Postgres 17.+store export.+store import/su);
  });

  it.each(['', 'no number'])(
    'lets nothing be made on top of a store whose PG_VERSION is %j',
    async (version) => {
      const { place, request } = homeWith({ store: 'mine' });
      writeFileSync(join(place.store, 'PG_VERSION'), version);
      await expect(prepareFolder(place, request)).rejects.toMatchObject({ failure: 'damaged' });

      rmSync(join(place.store, 'PG_VERSION'));

      await expect(prepareFolder(place, request)).rejects.toMatchObject({ failure: 'damaged' });
      expect(contentOf(place)).toBe('mine');
    },
  );

  it('stops telling of a folder that was deleted', async () => {
    const { place, request } = homeWith({ store: 'damaged', snapshots: true });
    await prepareFolder(place, { ...request, recover: { skip: 0 } });
    for (const name of asideIn(place, 'corrupt')) {
      if (!name.endsWith('.txt')) rmSync(join(request.home, name), { recursive: true });
    }

    expect(standingNotice(place)).toBeUndefined();
  });
});
