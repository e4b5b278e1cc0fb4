import { describe, expect, it } from 'vitest';
import { callOnce, callsPerRow } from '../../../src/core/schema/policyCalls.ts';

const FUNCTIONS = new Set(['auth.uid', 'auth.jwt', 'current_setting', 'app."Me"']);

function found(expression: string): readonly string[] {
  return callsPerRow(expression, FUNCTIONS).map(({ start, end }) => expression.slice(start, end));
}

describe('callsPerRow', () => {
  it.each([
    ['(auth.uid() = user_id)', ['auth.uid()']],
    [
      "(tenant = (current_setting('app.tenant'::text, true))::uuid)",
      ["current_setting('app.tenant'::text, true)"],
    ],
    ['(app."Me"() = user_id)', ['app."Me"()']],
    ['(( SELECT auth.uid() AS uid) = user_id)', []],
    ["(( SELECT (auth.jwt() ->> 'tenant'::text)) = tenant)", []],
    ['(EXISTS ( SELECT 1\n   FROM members m\n  WHERE (m.user_id = auth.uid())))', ['auth.uid()']],
    ['(EXISTS ( SELECT 1\n   FROM members m\n  WHERE (m.user_id = ( SELECT auth.uid() AS uid))))', []],
    ['(user_id IN ( SELECT auth.uid() AS uid\n   FROM members))', ['auth.uid()']],
    ['(( SELECT EXTRACT(year FROM auth.uid())) > 1)', []],
    ['(( SELECT (auth.uid() IS DISTINCT FROM NULL::uuid)) AND (auth.uid() IS NOT NULL))', ['auth.uid()']],
    ["(note <> 'auth.uid()'::text)", []],
    ['(myauth.uid() = user_id)', []],
    ['', []],
    ['(auth.uid() = user_id', ['auth.uid()']],
  ])('%s', (expression, calls) => {
    expect(found(expression)).toEqual(calls);
  });

  it('puts a query around each call and nothing else', () => {
    const expression = "((auth.uid() = a) OR (current_setting('x (y'::text) = b))";
    const calls = callsPerRow(expression, FUNCTIONS);
    expect(callOnce(expression, calls)).toBe(
      "(((SELECT auth.uid()) = a) OR ((SELECT current_setting('x (y'::text)) = b))",
    );
  });
});
