import { describe, expect, it } from 'vitest';
import { anchorsHold, anchorsOfRule, ownAnchorsOfRule } from '../../../src/core/rules/anchors.ts';

const within = (text: string) => (word: string) => text.includes(word);

describe('anchorsOfRule', () => {
  it('takes the words of a pattern and leaves metavariables out', () => {
    expect(anchorsOfRule({ pattern: 'requests.get($URL, verify=False, $$$REST)' })).toEqual([
      ['requests'],
      ['get'],
      ['verify'],
      ['False'],
    ]);
  });

  it('needs one word of each alternative of `any`', () => {
    const anchors = anchorsOfRule({ any: [{ pattern: 'eval($X)' }, { pattern: 'new Function($X)' }] });
    expect(anchorsHold(anchors, within('eval(code)'))).toBe(true);
    expect(anchorsHold(anchors, within('new Function(code)'))).toBe(true);
    expect(anchorsHold(anchors, within('run(code)'))).toBe(false);
  });

  it('cannot tell when one alternative has no word', () => {
    expect(anchorsOfRule({ any: [{ pattern: 'eval($X)' }, { kind: 'string' }] })).toEqual([]);
  });

  it('requires words of `has` and `inside`, and ignores `not`', () => {
    const anchors = anchorsOfRule({
      pattern: 'fetch($URL)',
      inside: { pattern: 'useEffect($$$ARGS)', stopBy: 'end' },
      not: { pattern: 'await $X' },
    });
    expect(anchors).toEqual([['fetch'], ['useEffect']]);
  });

  it('reads a plain alternation in a regular expression, and nothing cleverer', () => {
    expect(anchorsOfRule({ kind: 'identifier', regex: '^(md5|sha1)$' })).toEqual([['md5', 'sha1']]);
    expect(anchorsOfRule({ kind: 'identifier', regex: '(?i)password' })).toEqual([]);
    expect(anchorsOfRule({ kind: 'identifier', regex: 'pass.*word' })).toEqual([]);
  });

  it('follows utility rules, even those that refer to themselves', () => {
    const utils = {
      call: { any: [{ pattern: 'exec($X)' }, { matches: 'call' }] },
      plain: { pattern: 'spawn($X)' },
    };
    expect(anchorsOfRule({ matches: 'plain' }, utils)).toEqual([['spawn']]);
    expect(() => anchorsOfRule({ matches: 'call' }, utils)).not.toThrow();
  });

  it('claims nothing for a pattern with a selector', () => {
    expect(
      anchorsOfRule({ pattern: { context: 'class A { $F() {} }', selector: 'method_definition' } }),
    ).toEqual([]);
  });
});

describe('ownAnchorsOfRule', () => {
  it('leaves out words that stand around the match', () => {
    expect(ownAnchorsOfRule({ pattern: 'fetch($URL)', inside: { pattern: 'useEffect($$$ARGS)' } })).toEqual([
      ['fetch'],
    ]);
  });
});
