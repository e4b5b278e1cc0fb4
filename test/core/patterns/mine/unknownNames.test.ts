import { describe, expect, it } from 'vitest';
import { unknownName } from '../../../../src/core/patterns/mine/unknownNames.ts';

describe('names that a change would use', () => {
  it('are known where the file uses them by themselves', () => {
    const site = { before: 'f(context.source)', after: 'f(source)' };
    expect(
      unknownName(site, 'const source = context.source;\nf(context.source)', 'javascript'),
    ).toBeUndefined();
    expect(unknownName(site, 'let context = make();\nf(context.source)', 'javascript')).toBe('source');
    expect(
      unknownName(site, 'let context;\nf(context.source, resource, source$)\ncontext = 1', 'javascript'),
    ).toBe('source');
  });

  it('are not asked for where the file says of no name where it comes from', () => {
    const site = { before: 'axios.get(x)', after: 'http.get(x)' };
    expect(unknownName(site, 'const a = axios.get(x);', 'typescript')).toBeUndefined();
    expect(unknownName(site, "import axios from 'axios';\naxios.get(x);", 'typescript')).toBe('http');
    expect(unknownName(site, 'const axios = make();\naxios.get(x);', 'typescript')).toBe('http');
    expect(
      unknownName(site, "import axios from 'axios';\naxios.get(x);", 'typescript', ['http']),
    ).toBeUndefined();
  });

  it('are known to every file where the language brings them, and as members or keys of others', () => {
    expect(
      unknownName({ before: 'x.y', after: 'Object.hasOwn(x, { z: x })' }, 'x.y', 'javascript'),
    ).toBeUndefined();
    expect(unknownName({ before: 'x.y', after: 'x?.größe' }, 'x.y', 'typescript')).toBeUndefined();
    expect(unknownName({ before: 'old(x)', after: 'fresh(x)' }, 'from a import old\nold(x)', 'python')).toBe(
      'fresh',
    );
    expect(unknownName({ before: 'add a json', after: 'add a jsonb' }, 'add a json', 'sql')).toBeUndefined();
  });
});
