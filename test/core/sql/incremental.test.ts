import { expect, it } from 'vitest';
import type { SqlAnalysis } from '../../../src/core/sql/analyzeSql.ts';
import { analyze, visible } from './sqlSupport.ts';

/** Mulberry32: the same edits on every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const START = `\uFEFF-- +goose Up
CREATE TABLE účty (id int, "jméno 😀" varchar(20) DEFAULT 'ž''x');
CREATE INDEX účty_idx ON účty (id);
BEGIN;
ALTER TABLE orders DROP COLUMN a, DROP COLUMN b;
COMMIT;
create function f() returns int language plpgsql as $body$
begin
  update t set a = 1; -- not the end
  return 1;
end $body$;
CREATE INDEX orders_idx ON orders (id);
COPY t (a, b) FROM stdin;
1\t'2
\\.
create rule r as on insert to t do also (insert into l values (1); delete from m);
-- +goose Down
ALTER TABLE orders DROP COLUMN c;
SELECT a FROM b WHERE c = :id AND d = {{ .value }};
`;

const SNIPPETS = [
  "'",
  '"',
  '$$',
  '$body$',
  ';',
  '(',
  ')',
  '/*',
  '*/',
  '--',
  '\n',
  '\r\n',
  ' ',
  '\\.\n',
  '\\g\n',
  '{{',
  '}}',
  '${',
  '}',
  'begin;',
  'COMMIT;',
  '\ncreate table orders (id int);\n',
  'CREATE INDEX i ON orders (a);\n',
  '\nselect 1\n',
  '😀',
  'ž',
  'x',
  'create rule ',
  'begin atomic ',
  'end',
  "E'\\",
  '--> statement-breakpoint\n',
  '-- +goose Down\n',
  ':',
  '\0',
  '\ufeff',
  '\nCOPY t FROM stdin;\n',
  '\nalter table orders drop column z;',
  'drop table účty;',
  'ALTER TABLE nové RENAME TO orders;\n',
];

function edit(text: string, next: () => number): string {
  const start = Math.floor(next() * (text.length + 1));
  const end = next() < 0.5 ? start : Math.min(text.length, start + Math.floor(next() * 30));
  const inserted = next() < 0.75 ? (SNIPPETS[Math.floor(next() * SNIPPETS.length)] ?? '') : '';
  return text.slice(0, start) + inserted + text.slice(end);
}

it.each([1, 2, 3, 4, 5, 6])(
  'answers any edit as if it read the text for the first time (seed %i)',
  (seed) => {
    const next = random(seed);
    let text = START;
    let previous: SqlAnalysis | undefined = analyze(text);
    for (let step = 0; step < 150; step++) {
      text = step % 40 === 39 ? START : edit(text, next);
      previous = analyze(text, { previous });
      // Reading some lists early must not change what later analyses share.
      if (next() < 0.5) expect(previous.findings.length).toBeGreaterThanOrEqual(0);
      expect(visible(previous), JSON.stringify(text)).toEqual(visible(analyze(text)));
    }
  },
);

it('judges again what depends on a statement that changed', () => {
  const before = analyze('CREATE TABLE orders (id bigint);\nCREATE INDEX ON orders (id);\n');
  expect(before.findings.filter(({ rule }) => rule.id === 'require-concurrent-index-creation')).toHaveLength(
    0,
  );
  const after = analyze('CREATE TABLE order_ (id bigint);\nCREATE INDEX ON orders (id);\n', {
    previous: before,
  });
  expect(after.findings.filter(({ rule }) => rule.id === 'require-concurrent-index-creation')).toHaveLength(
    1,
  );
});

it('keeps the findings array of a statement that only moved', () => {
  const before = analyze('SELECT 1;\nCREATE INDEX ON orders (id);\n');
  const after = analyze('SELECT 1234;\nCREATE INDEX ON orders (id);\n', { previous: before });
  expect(after.statements[1]?.findings).toBe(before.statements[1]?.findings);
  expect(after.statements[1]?.span.start).toBe((before.statements[1]?.span.start ?? 0) + 3);
});

it('judges again under other rules', () => {
  const text = 'CREATE INDEX ON orders (id);';
  const none = analyze(text, { rules: [] });
  expect(none.findings).toEqual([]);
  expect(analyze(text, { previous: none }).findings.length).toBeGreaterThan(0);
});
