import { describe, expect, it } from 'vitest';
import { plainStatement } from '../../../src/core/down/plainStatement.ts';

describe('a statement as people write it', () => {
  it.each([
    [
      'CREATE INDEX a ON public.t USING btree (lower(name)) WHERE (public.f(x))',
      'CREATE INDEX a ON t (lower(name)) WHERE (public.f(x))',
    ],
    [
      'CREATE UNIQUE INDEX "A ON public.b" ON public."T" USING gin (a)',
      'CREATE UNIQUE INDEX "A ON public.b" ON "T" USING gin (a)',
    ],
    ['CREATE INDEX a ON app.t USING btree (a)', 'CREATE INDEX a ON app.t (a)'],
    [
      'CREATE TRIGGER s BEFORE UPDATE OF a, b ON public.t FOR EACH ROW EXECUTE FUNCTION f()',
      'CREATE TRIGGER s BEFORE UPDATE OF a, b ON t FOR EACH ROW EXECUTE FUNCTION f()',
    ],
    [
      "CREATE OR REPLACE FUNCTION public.f(a text DEFAULT 'x'::text, b integer DEFAULT 1)\n RETURNS text\nAS $$ public.g('a'::text) $$",
      "CREATE OR REPLACE FUNCTION f(a text DEFAULT 'x', b integer DEFAULT 1)\n RETURNS text\nAS $$ public.g('a'::text) $$",
    ],
    ['DROP FUNCTION f(text,integer[],numeric)', 'DROP FUNCTION f(text, integer[], numeric)'],
    ['DROP FUNCTION f("A,b",text)', 'DROP FUNCTION f("A,b",text)'],
    ['DROP TABLE t', 'DROP TABLE t'],
  ])('%s', (statement, plain) => {
    expect(plainStatement(statement, 'public')).toBe(plain);
  });

  it('keeps the schema where the author writes it', () => {
    const index = 'CREATE INDEX a ON public.t (a)';
    expect(plainStatement(index, '')).toBe(index);
  });
});
