import { mkdtempSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isOwnFolder, sharedPlace } from '../../../src/engines/shadow/sharedPlace.ts';

function placeOf(home: string, version = '1.0.0', program = '/opt/fixward/shadow.mjs'): string {
  return sharedPlace({ version, program, environment: { FIXWARD_HOME: home } }).address;
}

describe.skipIf(process.platform === 'win32')('the place where the shared shadow is met', () => {
  it('differs by data folder, version and program, and by nothing else', () => {
    const own = placeOf('/home/ada/.fixward');
    expect(placeOf('/home/ada/.fixward')).toBe(own);
    const others = [
      placeOf('/home/bob/.fixward'),
      placeOf('/home/ada/.fixward', '1.0.1'),
      placeOf('/home/ada/.fixward', '1.0.0', '/opt/other/shadow.mjs'),
    ];
    expect(new Set([own, ...others]).size).toBe(4);
    expect(own.startsWith('/home/ada/.fixward/shadow/')).toBe(true);
  });

  it('fits into a socket address however long the data folder is', () => {
    const far = placeOf(`/home/${'ż'.repeat(80)}/.fixward`);
    expect(Buffer.byteLength(far)).toBeLessThan(104);
    expect(far).not.toBe(placeOf(`/home/${'ż'.repeat(81)}/.fixward`));
  });

  it('may not be a folder or link that somebody else put there', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fixward-place-'));
    expect(isOwnFolder(folder)).toBe(true);
    expect(isOwnFolder(join(folder, 'absent'))).toBe(true);
    symlinkSync(folder, join(folder, 'link'));
    expect(isOwnFolder(join(folder, 'link'))).toBe(false);
  });
});
