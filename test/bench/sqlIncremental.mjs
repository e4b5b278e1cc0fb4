// Edit → findings of Fixward's own SQL part, without a server. Run by hand: node test/bench/sqlIncremental.mjs
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'fixward-bench-'));
const outfile = join(folder, 'sql.mjs');
const wasm = join(folder, 'libpg-query.wasm');
copyFileSync(join(root, 'node_modules/libpg-query/wasm/libpg-query.wasm'), wasm);
await build({
  stdin: {
    contents: `
      export { analyzeSql } from './src/core/sql/analyzeSql.ts';
      export { SQL_RULES } from './src/core/sql/rules/sqlRules.ts';
      export { loadLibpgQuery } from './src/engines/libpgQuery.ts';`,
    resolveDir: root,
    loader: 'ts',
  },
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  banner: {
    js: "import{createRequire as __cr}from'node:module';import{dirname as __dn}from'node:path';import{fileURLToPath as __fu}from'node:url';const require=__cr(import.meta.url);const __filename=__fu(import.meta.url);const __dirname=__dn(__filename);",
  },
});
const { analyzeSql, SQL_RULES, loadLibpgQuery } = await import(pathToFileURL(outfile).href);

const SHAPES = [
  (n) =>
    `CREATE TABLE invoice_${n} (\n  id serial PRIMARY KEY,\n  customer_id int NOT NULL,\n  note varchar(200),\n  created_at timestamp DEFAULT now()\n);\n`,
  (n) => `CREATE INDEX payment_${n}_idx ON payment_${n} (customer_id, created_at);\n`,
  (n) => `ALTER TABLE customer_${n} ADD COLUMN rating_${n} int NOT NULL;\n`,
  (n) =>
    `SELECT c.id, c.name FROM customer_${n} AS c JOIN payment_${n} AS p ON p.customer_id = c.id WHERE p.total > ${n};\n`,
  (n) =>
    `ALTER TABLE customer_${n}\n  ADD CONSTRAINT customer_${n}_fk FOREIGN KEY (account_id) REFERENCES account (id);\n`,
  (n) => `INSERT INTO setting (name, value) VALUES ('limit_${n}', '${n}'), ('region_${n}', 'eu');\n`,
];

function migration(count) {
  return Array.from({ length: count }, (_, n) => SHAPES[n % SHAPES.length](n)).join('\n');
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}
function p95(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.95)];
}

let started = performance.now();
const parser = await loadLibpgQuery(wasm);
console.log(`load parser: ${(performance.now() - started).toFixed(1)} ms`);
const rules = SQL_RULES.filter(({ optIn }) => !optIn).map((rule) => ({ ...rule, origin: 'builtin' }));

for (const count of [100, 1_000]) {
  const base = migration(count);
  started = performance.now();
  let analysis = analyzeSql({ text: base, path: 'a.sql', rules, parser });
  const found = analysis.findings.length;
  const first = performance.now() - started;
  for (const [name, make] of [
    [
      'a letter in one statement',
      (i) => base.replace(`rating_${anEdit(count, 2)}`, `rating_${'x'.repeat((i % 7) + 1)}`),
    ],
    [
      'a table renamed',
      (i) => base.replace(`invoice_${anEdit(count, 0)} `, `invoice_${'x'.repeat((i % 7) + 1)} `),
    ],
    [
      'an open bracket',
      (i) =>
        base.replace(
          `setting (name, value) VALUES ('limit_${anEdit(count, 5)}'`,
          `setting (name, ${'v'.repeat((i % 7) + 1)}`,
        ),
    ],
    ['a line at the top', (i) => `-- ${'x'.repeat(i % 7)}\n${base}`],
  ]) {
    const times = [];
    for (let i = 0; i < 300; i++) {
      const text = make(i);
      started = performance.now();
      analysis = analyzeSql({ text, path: 'a.sql', rules, parser, previous: analysis });
      void analysis.findings.length;
      void analysis.syntaxErrors.length;
      if (i >= 50) times.push(performance.now() - started);
    }
    console.log(
      `${count} statements (${base.length} characters, ${found} findings, first ${first.toFixed(1)} ms), ${name}: median ${median(times).toFixed(2)} ms, p95 ${p95(times).toFixed(2)} ms`,
    );
  }
}
rmSync(folder, { recursive: true });

/** The number of a statement of this shape near the middle. */
function anEdit(count, shape) {
  const middle = count >> 1;
  return middle - (middle % SHAPES.length) + shape;
}
