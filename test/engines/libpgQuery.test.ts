import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';
import { loadLibpgQuery } from '../../src/engines/libpgQuery.ts';

const parser = await loadLibpgQuery();

describe('the Postgres parser', () => {
  it('gives the tree of a statement', () => {
    expect(parser.parseStatement('DROP TABLE orders')).toMatchObject({
      tree: { DropStmt: { removeType: 'OBJECT_TABLE' } },
    });
  });

  it('gives no tree for a text without a statement', () => {
    expect(parser.parseStatement('-- nothing')).toEqual({ tree: undefined });
    expect(parser.parseStatement('')).toEqual({ tree: undefined });
  });

  it('gives the place of an error in UTF-16 units', () => {
    const sql = "select '😀 ž', x y z";
    const result = parser.parseStatement(sql);
    expect(result).toEqual({
      error: { message: 'syntax error at or near "z"', offset: sql.indexOf('z', 15) },
    });
  });

  it('stays usable after an expression that is nested too deeply', () => {
    const deep = parser.parseStatement(`select ${'1 + '.repeat(100_000)}1`);
    expect(deep).toHaveProperty('error');
    expect(parser.parseStatement('select 1')).toHaveProperty('tree.SelectStmt');
  });

  it('reads function bodies', () => {
    const result = parser.parsePlPgSql(
      'create function f() returns int language plpgsql as $$ begin return 1; end $$',
    );
    expect(result).toHaveProperty('tree.plpgsql_funcs');
    expect(parser.parsePlPgSql('create function f(')).toHaveProperty('error');
  });
});

describe('in a bundle', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fixward-parser-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('runs as an ES module with its .wasm file anywhere', async () => {
    const outfile = join(folder, 'bundle.mjs');
    const wasm = join(folder, 'parser.wasm');
    copyFileSync(createRequire(import.meta.url).resolve('libpg-query/wasm/libpg-query.wasm'), wasm);
    await build({
      entryPoints: [join(import.meta.dirname, '../../src/engines/libpgQuery.ts')],
      outfile,
      bundle: true,
      format: 'esm',
      platform: 'node',
      logLevel: 'silent',
      banner: {
        js: "import{createRequire as r}from'node:module';const require=r(import.meta.url);const __filename='';const __dirname='/nowhere';",
      },
    });
    const bundle: { loadLibpgQuery: typeof loadLibpgQuery } = await import(pathToFileURL(outfile).href);
    const bundled = await bundle.loadLibpgQuery(wasm);
    expect(bundled.parseStatement('select 1')).toHaveProperty('tree.SelectStmt');
  });
});
