import { describe, expect, it } from 'vitest';
import { anchorsHold, ownAnchorsOfRule } from '../../../src/core/rules/ownAnchors.ts';

const within = (text: string) => (word: string) => text.includes(word);

describe('ownAnchorsOfRule', () => {
  it('takes the words of a pattern and leaves metavariables out', () => {
    expect(ownAnchorsOfRule({ pattern: 'requests.get($URL, verify=False, $$$REST)' })).toEqual([
      ['requests'],
      ['get'],
      ['verify'],
      ['False'],
    ]);
  });

  it('leaves out words that stand around the match', () => {
    expect(ownAnchorsOfRule({ pattern: 'fetch($URL)', inside: { pattern: 'useEffect($$$ARGS)' } })).toEqual([
      ['fetch'],
    ]);
  });

  it('needs one word of each alternative, and cannot tell when one has none', () => {
    const anchors = ownAnchorsOfRule({ any: [{ pattern: 'eval($X)' }, { pattern: 'new Function($X)' }] });
    expect(anchorsHold(anchors, within('eval(code)'))).toBe(true);
    expect(anchorsHold(anchors, within('new Function(code)'))).toBe(true);
    expect(anchorsHold(anchors, within('run(code)'))).toBe(false);
    expect(ownAnchorsOfRule({ any: [{ pattern: 'eval($X)' }, { kind: 'string' }] })).toEqual([]);
  });

  it('follows utility rules, even those that refer to themselves', () => {
    const utils = {
      call: { any: [{ pattern: 'exec($X)' }, { matches: 'call' }] },
      plain: { pattern: 'spawn($X)' },
    };
    expect(ownAnchorsOfRule({ matches: 'plain' }, utils)).toEqual([['spawn']]);
    expect(() => ownAnchorsOfRule({ matches: 'call' }, utils)).not.toThrow();
  });
});
