import { expect, it } from 'vitest';
import { rule } from '../../../../src/core/sql/rules/function-search-path.ts';
import { active, analyze } from '../sqlSupport.ts';

const code = 'create function f() returns int security definer language sql as $$ select 1 $$;';

function count(later: readonly string[]): number {
  const history = { earlier: new Set<string>(), later: new Set(later) };
  return analyze(code, { rules: [active(rule)], options: { history } }).findings.length;
}

it('leaves a function alone that a later migration mends or writes anew', () => {
  expect(count([])).toBe(1);
  expect(count(['search-path:f'])).toBe(0);
  expect(count(['define:function:f()'])).toBe(0);
  expect(count(['define:function:f(text)', 'define:function:g()', 'search-path:g'])).toBe(1);
});
