import type { Emitter } from 'highlight.js';
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import json from 'highlight.js/lib/languages/json';
import python from 'highlight.js/lib/languages/python';
import sql from 'highlight.js/lib/languages/sql';
import typescript from 'highlight.js/lib/languages/typescript';

/** A run of code with one look; the scope is the innermost one. */
export interface CodePiece {
  readonly text: string;
  readonly scope?: string;
}

/** Longer code is shown plain: colouring it would hold up the page. */
const HIGHLIGHT_MAX_CHARS = 60_000;

const ALIASES: Readonly<Record<string, string>> = {
  sql: 'sql',
  pgsql: 'sql',
  plpgsql: 'sql',
  postgres: 'sql',
  postgresql: 'sql',
  ts: 'typescript',
  typescript: 'typescript',
  tsx: 'typescript',
  js: 'typescript',
  javascript: 'typescript',
  json: 'json',
  bash: 'bash',
  sh: 'bash',
  shell: 'bash',
  py: 'python',
  python: 'python',
};

/** Collects pieces where the library would write markup. */
class PieceEmitter implements Emitter {
  readonly pieces: CodePiece[] = [];
  readonly #scopes: string[] = [];

  addText(text: string): void {
    if (text === '') return;
    const scope = this.#scopes.at(-1);
    this.pieces.push({ text, ...(scope !== undefined && { scope }) });
  }
  startScope(name: string): void {
    this.#scopes.push(name);
  }
  endScope(): void {
    this.#scopes.pop();
  }
  openNode(name: string): void {
    this.#scopes.push(name);
  }
  closeNode(): void {
    this.#scopes.pop();
  }
  __addSublanguage(other: Emitter): void {
    if (other instanceof PieceEmitter) this.pieces.push(...other.pieces);
  }
  finalize(): void {
    this.#scopes.length = 0;
  }
  toHTML(): string {
    return '';
  }
}

hljs.configure({ __emitter: PieceEmitter });
for (const [name, language] of Object.entries({ bash, json, python, sql, typescript })) {
  hljs.registerLanguage(name, language);
}

/** The code in pieces; undefined for a language that is not known, and for very long code. */
export function highlighted(code: string, language: string): readonly CodePiece[] | undefined {
  const name = ALIASES[language.toLowerCase()];
  if (name === undefined || code.length > HIGHLIGHT_MAX_CHARS) return undefined;
  const { _emitter: emitter } = hljs.highlight(code, { language: name, ignoreIllegals: true });
  return emitter instanceof PieceEmitter ? emitter.pieces : undefined;
}
