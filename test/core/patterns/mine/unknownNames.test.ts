import { describe, expect, it } from 'vitest';
import { unknownName } from '../../../../src/core/patterns/mine/unknownNames.ts';

describe('names that a change would use', () => {
  it('are known where the file uses them by themselves', () => {
    const site = { before: 'f(context.source)', after: 'f(source)' };
    expect(
      unknownName(site, 'const source = context.source;\nf(context.source)', 'javascript'),
    ).toBeUndefined();
    expect(unknownName(site, 'f(context.source)', 'javascript')).toBe('source');
    expect(unknownName(site, 'f(context.source, resource, source$)', 'javascript')).toBe('source');
  });

  it('are known to every file where the language brings them, and as members or keys of others', () => {
    expect(
      unknownName({ before: 'x.y', after: 'Object.hasOwn(x, { z: x })' }, 'x.y', 'javascript'),
    ).toBeUndefined();
    expect(unknownName({ before: 'x.y', after: 'x?.größe' }, 'x.y', 'typescript')).toBeUndefined();
    expect(unknownName({ before: 'old(x)', after: 'fresh(x)' }, 'old(x)', 'python')).toBe('fresh');
    expect(unknownName({ before: 'add a json', after: 'add a jsonb' }, 'add a json', 'sql')).toBeUndefined();
  });
});
