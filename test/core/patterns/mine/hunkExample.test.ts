import { beforeAll, describe, expect, it } from 'vitest';
import { hunkExample, openPair, type StatementPair } from '../../../../src/core/patterns/mine/hunkExample.ts';
import { lineHunks, rangeOf } from '../../../../src/core/patterns/mine/lineHunks.ts';
import type { Language } from '../../../../src/core/rules/languages.ts';
import { createEngines, type Engines } from '../../../../src/engines/workspace/engines.ts';

let engines: Engines;
beforeAll(async () => {
  engines = createEngines();
  await engines.prepare('sql');
});

/** The example around the first changed line. */
function example(
  before: string,
  after: string,
  language: Language = 'javascript',
): StatementPair | undefined {
  const ranges = (lineHunks(before, after) ?? []).map(rangeOf);
  const opened = openPair({ path: 'a', language, before, after }, ranges);
  return hunkExample(opened, ranges[0]?.beforeLine ?? 0, engines.plainTrees);
}

describe('the example around a change', () => {
  it('is the statement, without its indentation, on both sides', () => {
    expect(
      example('function f() {\n  one();\n  old(a);\n}\n', 'function f() {\n  one();\n  fresh(a);\n}\n'),
    ).toEqual({
      path: 'a',
      line: 2,
      before: 'old(a);',
      after: 'fresh(a);',
    });
  });

  it('is never a property or an argument by itself, which would read as something else', () => {
    const object = 'const o = {\n  a: 1,\n  b: old()\n};';
    expect(example(`${object}\n`, `${object.replace('old', 'fresh')}\n`)?.before).toBe(object);
    const call = 'call(\n  a,\n  old,\n);';
    expect(example(`${call}\n`, `${call.replace('old', 'fresh')}\n`)?.before).toBe(call);
  });

  it('holds every change of its statement and none of its neighbours', () => {
    const before = 'one(1);\nf(\n  a,\n  b,\n);\ntwo(1);\n';
    const after = 'one(1);\nf(\n  A,\n  B,\n  C,\n);\ntwo(2);\n';
    expect(example(before, after)).toMatchObject({
      before: 'f(\n  a,\n  b,\n);',
      after: 'f(\n  A,\n  B,\n  C,\n);',
    });
  });

  it('works in Python, SQL and with CRLF', () => {
    expect(
      example('def f():\n    x = old()\n    return x\n', 'def f():\n    x = new()\n    return x\n', 'python')
        ?.after,
    ).toBe('x = new()');
    expect(
      example('SELECT 1;\r\nDROP TABLE a;\r\n', 'SELECT 1;\r\nDROP TABLE IF EXISTS a;\r\n', 'sql')?.after,
    ).toBe('DROP TABLE IF EXISTS a;');
  });

  it('holds what was only added to a statement or only taken out of it, on both sides', () => {
    const call = 'one();\nsend(\n  a,\n);\ntwo();\n';
    const longer = 'one();\nsend(\n  a,\n  signal,\n);\ntwo();\n';
    expect(example(call, longer)).toMatchObject({
      before: 'send(\n  a,\n);',
      after: 'send(\n  a,\n  signal,\n);',
    });
    expect(example(longer, call)).toMatchObject({
      before: 'send(\n  a,\n  signal,\n);',
      after: 'send(\n  a,\n);',
    });
  });

  it('holds what goes on from the statement before, and not the one after', () => {
    expect(
      example('one()\nread()\n  .then(f)\ntwo()\n', 'one()\nread()\n  .then(f)\n  .catch(g)\ntwo()\n'),
    ).toMatchObject({ before: 'read()\n  .then(f)', after: 'read()\n  .then(f)\n  .catch(g)' });
    expect(
      example(
        'try:\n    a()\nexcept E:\n    b()\nc()\n',
        'try:\n    a()\nexcept E:\n    b()\nfinally:\n    d()\nc()\n',
        'python',
      )?.after,
    ).toBe('try:\n    a()\nexcept E:\n    b()\nfinally:\n    d()');
  });

  it('is none where nothing parses', () => {
    expect(example('if (((a {\n', 'if (((b {\n')).toBeUndefined();
  });
});
