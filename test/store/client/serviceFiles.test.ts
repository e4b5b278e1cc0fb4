import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readOrMakeSecret, readOrMakeUser, readSmall } from '../../../src/store/client/serviceFiles.ts';

const fileNamed = (name: string): string => join(mkdtempSync(join(tmpdir(), 'fixward-files-')), 'ä b', name);

describe('files of the service', () => {
  it('makes a secret once, readable by the user alone', () => {
    const path = fileNamed('secret');
    const secret = readOrMakeSecret(path);

    expect(secret).toMatch(/^[0-9a-f]{64}$/u);
    expect(readOrMakeSecret(path)).toBe(secret);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dirname(path))).toEqual(['secret']);
  });

  it('makes a secret anew where a full disk left an empty file', () => {
    const path = fileNamed('secret');
    readOrMakeSecret(path);
    writeFileSync(path, '');

    expect(readOrMakeSecret(path)).toMatch(/^[0-9a-f]{64}$/u);
  });

  it('keeps the user, and does not guess one when the file is spoilt', () => {
    const path = fileNamed('user.json');
    const user = readOrMakeUser(path);
    expect(readOrMakeUser(path)).toBe(user);

    writeFileSync(path, '{"userId": "root"}');

    expect(() => readOrMakeUser(path)).toThrow(/user\.json does not name a user/u);
    expect(readFileSync(path, 'utf8')).toContain('root');
  });

  it('finds nothing where there is no file', () => {
    expect(readSmall(fileNamed('none'))).toBeUndefined();
  });
});
