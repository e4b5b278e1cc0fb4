import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { claimHolders, claimWithin, tryClaim } from '../../../src/store/client/processClaim.ts';
import { identityOf, isRunning, ownIdentity } from '../../../src/store/client/processIdentity.ts';
import { killed } from '../../support/serviceHome.ts';

const claims = (): string => join(mkdtempSync(join(tmpdir(), 'fixward-claims-')), 'claims');

const nameOf = ({ pid, start, host }: { pid: number; start: string; host: string }): string =>
  `owner-${pid}-${start}-${host}-000000000000`;

describe('process claims', () => {
  it('lets one hold a claim until it is released', async () => {
    const folder = claims();
    const first = await tryClaim(folder, 'owner');
    if (!('claim' in first)) throw new Error('nobody else is there');

    expect(await tryClaim(folder, 'owner')).toEqual({ heldBy: await ownIdentity() });
    first.claim.release();
    expect(await tryClaim(folder, 'owner')).toHaveProperty('claim');
  });

  it('keeps claims of different kinds apart', async () => {
    const folder = claims();
    await tryClaim(folder, 'owner');

    expect(await tryClaim(folder, 'front')).toHaveProperty('claim');
  });

  it('never lets two win of many that claim at once', async () => {
    const folder = claims();
    const tried = await Promise.all(Array.from({ length: 20 }, () => tryClaim(folder, 'front')));

    expect(tried.filter((outcome) => 'claim' in outcome).length).toBeLessThanOrEqual(1);
    expect(await claimWithin(folder, 'front', 0)).toBeUndefined();
  });

  it('takes over from a process that was killed', async () => {
    const folder = claims();
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const identity = child.pid === undefined ? undefined : await identityOf(child.pid);
    if (identity === undefined) throw new Error('the child does not run');
    mkdirSync(folder);
    writeFileSync(join(folder, nameOf(identity)), '');
    expect(await tryClaim(folder, 'owner')).toEqual({ heldBy: identity });

    await killed(identity.pid);

    expect(await isRunning(identity)).toBe(false);
    expect(await tryClaim(folder, 'owner')).toHaveProperty('claim');
    expect(readdirSync(folder)).not.toContain(nameOf(identity));
  });

  it('is not held up by a living process that bears the number of a dead one', async () => {
    const folder = claims();
    mkdirSync(folder);
    // This process' own number, with the start of another.
    writeFileSync(join(folder, nameOf({ ...(await ownIdentity()), start: '0123456789abcdef' })), '');

    expect(await tryClaim(folder, 'owner')).toHaveProperty('claim');
  });

  it('believes a process of another machine for as long as it says that it lives', async () => {
    const folder = claims();
    const elsewhere = { ...(await ownIdentity()), host: 'ffffffffffffffff' };
    mkdirSync(folder);
    const file = join(folder, nameOf(elsewhere));
    writeFileSync(file, '');
    expect(await claimHolders(folder, 'owner')).toEqual([elsewhere]);

    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(file, longAgo, longAgo);

    expect(await claimHolders(folder, 'owner')).toEqual([]);
  });
});
