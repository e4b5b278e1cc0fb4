import { describe, expect, it } from 'vitest';
import { doubtOfUse, type Piece } from '../../../../src/core/patterns/mine/stillUsed.ts';

const piece = (before: string, after: string): Piece => ({ before, after });
const EXAMPLES = [piece('try { a() } catch (err) { b() }', 'try { a() } catch { b() }')];

describe('a name that a change takes away', () => {
  it('is doubted where it is still used, and nowhere else', () => {
    const used = piece('try { a() } catch (größe) { log(größe) }', 'try { a() } catch { log(größe) }');
    expect(doubtOfUse(used, EXAMPLES, 'javascript')).toBe('größe is taken away here, and still used');
    expect(
      doubtOfUse(piece('try {} catch (e) {}', 'try {} catch {}'), EXAMPLES, 'javascript'),
    ).toBeUndefined();
    expect(doubtOfUse(piece('', ''), EXAMPLES, 'javascript')).toBeUndefined();
  });

  it('is not doubted where examples left it as well, or where there are none', () => {
    const twice = [piece('a != null ? a : b', 'a ?? b')];
    const place = piece('x.y != null ? x.y : z', 'x.y ?? z');
    expect(doubtOfUse(place, twice, 'typescript')).toBeUndefined();
    expect(doubtOfUse(place, [], 'typescript')).toBeUndefined();
  });

  it('is no word of the language', () => {
    const place = piece('if (a) return;\r\nreturn b;', 'return b;');
    expect(doubtOfUse(place, EXAMPLES, 'javascript')).toBeUndefined();
  });
});
