import { beforeAll, describe, expect, it } from 'vitest';
import { learnEdit } from '../../../../src/core/patterns/learn/learnEdit.ts';
import { type ShownEdit, shownEdit } from '../../../../src/core/patterns/mine/shownEdit.ts';
import type { Language } from '../../../../src/core/rules/languages.ts';
import { createEngines, type Engines } from '../../../../src/engines/workspace/engines.ts';

let engines: Engines;
beforeAll(async () => {
  engines = createEngines();
  await engines.prepare('sql');
});

/** What a reader sees of the edit that the pairs teach. */
function shown(
  pairs: readonly (readonly [before: string, after: string])[],
  language: Language = 'javascript',
): ShownEdit {
  const examples = pairs.map(([before, after]) => ({ before, after }));
  const learned = learnEdit({ language, examples, negatives: [] }, { parse: engines.plainTrees });
  if ('declined' in learned) throw new Error(learned.declined);
  return shownEdit(learned.edit, examples[0], engines.plainTrees);
}

describe('an edit as a reader takes it in', () => {
  it('says the words that it looks for, also those that it carries over', () => {
    expect(
      shown([
        ['const a = new Buffer(b);', 'const a = Buffer.from(b);'],
        ['const c = new Buffer(d);', 'const c = Buffer.from(d);'],
      ]),
    ).toEqual({ before: 'new Buffer($$$B)', after: 'Buffer.from($$$B)' });
  });

  it('shows a call that stays as it is by its own words', () => {
    const { before, after } = shown([
      ['setTimeout(poll, 10);', 'setTimeout(poll, 10).unref();'],
      ['setTimeout(poll, wait);', 'setTimeout(poll, wait).unref();'],
    ]);
    expect(before).toMatch(/^setTimeout\(/u);
    expect(after).toBe(`${before}.unref()`);
  });

  it('gives different things different names', () => {
    const { before, after } = shown([
      ['t.teardown(app.close.bind(app));', 't.after(() => app.close());'],
      ['t.teardown(one.close.bind(one));', 't.after(() => one.close());'],
    ]);
    const names = (text: string): readonly string[] => text.match(/\$[A-Z]+/gu) ?? [];
    expect(new Set(names(before)).size).toBeGreaterThan(1);
    expect(names(before)).toEqual(expect.arrayContaining([...names(after)]));
  });

  it('shows the dot before a member and the quotes around a text', () => {
    const { before } = shown([
      ['a.assert.equal(x, y);', 'a.assert.strictEqual(x, y);'],
      ['b.assert.equal(u);', 'b.assert.strictEqual(u);'],
    ]);
    expect(before).not.toBe('equal');
    expect(shown([["f('tap');", "f('node:test');"]]).before).toContain("'tap'");
  });

  it('reads SQL, and is the example itself where the edit finds nothing in it', () => {
    const sql = shown([['ALTER TABLE a ADD c json;', 'ALTER TABLE a ADD c jsonb;']], 'sql');
    expect(sql.before.toLowerCase()).toContain('json');
    const examples = [{ before: 'f(größe);', after: 'g(größe);' }];
    const learned = learnEdit(
      { language: 'javascript', examples, negatives: [] },
      { parse: engines.plainTrees },
    );
    if ('declined' in learned) throw new Error(learned.declined);
    const other = { before: 'h();\r\n', after: 'i();\r\n' };
    expect(shownEdit(learned.edit, other, engines.plainTrees)).toEqual(other);
    expect(shownEdit(learned.edit, undefined, engines.plainTrees)).toEqual({ before: '', after: '' });
  });
});
