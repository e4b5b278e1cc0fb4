import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ParsedStatement, ParseScript, SqlParser, SqlSyntaxError } from '../core/ports.ts';
import { utf16OffsetOfCodePoint } from '../core/text/utf8Offsets.ts';

/** The functions of the compiled parser that Fixward calls; pointers are plain numbers. */
interface ParserModule {
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, pointer: number, bytesMax: number): void;
  UTF8ToString(pointer: number): string;
  getValue(pointer: number, type: 'i32'): number;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _wasm_parse_query_raw(query: number): number;
  _wasm_free_parse_result(result: number): void;
  _wasm_parse_plpgsql(query: number): number;
  _wasm_free_string(pointer: number): void;
}

type ParserFactory = (options: { locateFile: (name: string) => string }) => Promise<ParserModule>;

const WASM_NAME = 'libpg-query.wasm';

/**
 * Loads Postgres' own parser, about 20 ms; callers do so when the first SQL is seen.
 *
 * `wasmPath` is where a bundle keeps the .wasm file; without it the installed package is used.
 */
export async function loadLibpgQuery(wasmPath?: string): Promise<SqlParser> {
  // The glue code is a CommonJS module without types; a bundler follows this import and needs `require` and
  // `__dirname` defined in an ES module bundle.
  const imported: unknown = await import('libpg-query/wasm/libpg-query.js');
  const location = wasmPath ?? join(installedFolder(), WASM_NAME);
  const module = await factoryOf(imported)({ locateFile: () => location });
  return new LibpgQueryParser(module);
}

function installedFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('libpg-query/wasm/libpg-query.js'));
}

function factoryOf(imported: unknown): ParserFactory {
  let value = imported;
  // Module systems wrap a CommonJS export in `default` once or twice.
  for (
    let depth = 0;
    depth < 3 && typeof value === 'object' && value !== null && 'default' in value;
    depth++
  ) {
    value = value.default;
  }
  if (typeof value !== 'function') throw new TypeError('libpg-query does not export its module factory');
  // SAFETY: emscripten's MODULARIZE output is this factory; the package version is pinned exactly.
  return value as ParserFactory;
}

type Outcome = ReturnType<SqlParser['parseStatement']>;
interface Refused {
  readonly error: SqlSyntaxError;
}

// Offsets in the structs that the C side returns: parse tree, stderr buffer, error; and in the error: message,
// function, file, line, cursor.
const RESULT_TREE = 0;
const RESULT_ERROR = 8;
const ERROR_MESSAGE = 0;
const ERROR_CURSOR = 16;

class LibpgQueryParser implements SqlParser {
  readonly #module: ParserModule;

  constructor(module: ParserModule) {
    this.#module = module;
  }

  parseStatement(sql: string): Outcome {
    return this.#parse(sql, (json) => ({ tree: readStatements(json)[0]?.stmt }));
  }

  readonly parseScript: ParseScript = (sql) => this.#parse(sql, (json) => ({ statements: cut(sql, json) }));

  #parse<Read>(sql: string, read: (json: string) => Read): Read | Refused {
    const module = this.#module;
    return this.#withText<Read>(sql, (query) => {
      const result = module._wasm_parse_query_raw(query);
      try {
        const error = module.getValue(result + RESULT_ERROR, 'i32');
        if (error !== 0) return this.#error(error, sql);
        return read(module.UTF8ToString(module.getValue(result + RESULT_TREE, 'i32')));
      } finally {
        module._wasm_free_parse_result(result);
      }
    });
  }

  parsePlPgSql(sql: string): Outcome {
    const module = this.#module;
    return this.#withText<{ readonly tree: unknown }>(sql, (query) => {
      const result = module._wasm_parse_plpgsql(query);
      try {
        const answer = module.UTF8ToString(result);
        // The call answers with JSON or with a bare message.
        return answer.startsWith('{')
          ? { tree: JSON.parse(answer) }
          : { error: { message: answer, offset: 0 } };
      } finally {
        module._wasm_free_string(result);
      }
    });
  }

  #error(error: number, sql: string): Refused {
    const message = this.#module.UTF8ToString(this.#module.getValue(error + ERROR_MESSAGE, 'i32'));
    // Postgres counts code points from 1; 0 means unknown.
    const cursor = this.#module.getValue(error + ERROR_CURSOR, 'i32');
    return { error: { message, offset: utf16OffsetOfCodePoint(sql, Math.max(0, cursor - 1)) } };
  }

  #withText<Read>(sql: string, call: (query: number) => Read | Refused): Read | Refused {
    const bytes = this.#module.lengthBytesUTF8(sql) + 1;
    const query = this.#module._malloc(bytes);
    try {
      this.#module.stringToUTF8(sql, query, bytes);
      return call(query);
    } catch (thrown) {
      // Very deep expressions exhaust the stack of the compiled code; the module stays usable.
      if (!(thrown instanceof RangeError)) throw thrown;
      return { error: { message: 'the statement is nested too deeply to be checked', offset: 0 } };
    } finally {
      this.#module._free(query);
    }
  }
}

interface RawStatement {
  readonly stmt?: unknown;
  /** In bytes; zeros are left out. */
  readonly stmt_location?: number;
  readonly stmt_len?: number;
}

function readStatements(json: string): readonly RawStatement[] {
  // SAFETY: libpg_query's JSON for a successful parse is this object; an empty text has no statements.
  return (JSON.parse(json) as { readonly stmts?: readonly RawStatement[] }).stmts ?? [];
}

function cut(sql: string, json: string): readonly ParsedStatement[] {
  const bytes = Buffer.from(sql, 'utf8');
  return readStatements(json).map(({ stmt, stmt_location: start = 0, stmt_len: length }) => ({
    tree: stmt,
    text: bytes.toString('utf8', start, length === undefined ? undefined : start + length),
  }));
}
