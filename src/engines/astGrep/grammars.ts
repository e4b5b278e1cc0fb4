import type { Language } from '../../core/rules/languages.ts';
import type { TreeRule } from '../../core/rules/ruleModel.ts';

export interface Grammar {
  /** Name ast-grep knows the grammar by. */
  readonly name: string;
  readonly comment: TreeRule;
  /** Nodes whose text, without quotes, is an imported module; absent where Fixward knows no imports. */
  readonly importSource?: TreeRule;
}

const anyKind = (...kinds: readonly string[]): TreeRule => ({ any: kinds.map((kind) => ({ kind })) });

const ECMASCRIPT_IMPORTS: TreeRule = {
  kind: 'string',
  any: [
    { inside: { any: [{ kind: 'import_statement' }, { kind: 'export_statement' }], field: 'source' } },
    {
      inside: { kind: 'arguments', inside: { any: [{ pattern: 'require($X)' }, { pattern: 'import($X)' }] } },
    },
  ],
};

const PYTHON_IMPORTS: TreeRule = {
  any: [
    {
      any: [{ kind: 'dotted_name' }, { kind: 'relative_import' }],
      inside: { kind: 'import_from_statement', field: 'module_name' },
    },
    { kind: 'dotted_name', inside: { kind: 'import_statement' } },
    { kind: 'dotted_name', inside: { kind: 'aliased_import', inside: { kind: 'import_statement' } } },
  ],
};

const BLOCK_AND_LINE = anyKind('line_comment', 'block_comment');
const COMMENT = anyKind('comment');

/** JavaScript is read with the TSX grammar: it accepts JSX and every plain JavaScript file. */
export const GRAMMARS: Readonly<Partial<Record<Language, Grammar>>> = {
  typescript: { name: 'TypeScript', comment: COMMENT, importSource: ECMASCRIPT_IMPORTS },
  tsx: { name: 'Tsx', comment: COMMENT, importSource: ECMASCRIPT_IMPORTS },
  javascript: { name: 'Tsx', comment: COMMENT, importSource: ECMASCRIPT_IMPORTS },
  python: { name: 'python', comment: COMMENT, importSource: PYTHON_IMPORTS },
  go: {
    name: 'go',
    comment: COMMENT,
    importSource: { kind: 'interpreted_string_literal', inside: { kind: 'import_spec' } },
  },
  java: {
    name: 'java',
    comment: BLOCK_AND_LINE,
    importSource: { kind: 'scoped_identifier', inside: { kind: 'import_declaration' } },
  },
  rust: { name: 'rust', comment: BLOCK_AND_LINE },
  ruby: { name: 'ruby', comment: COMMENT },
  php: { name: 'php', comment: COMMENT },
  csharp: { name: 'csharp', comment: COMMENT },
  kotlin: { name: 'kotlin', comment: anyKind('line_comment', 'multiline_comment') },
  yaml: { name: 'yaml', comment: COMMENT },
  json: { name: 'json', comment: COMMENT },
  html: { name: 'Html', comment: COMMENT },
  css: { name: 'Css', comment: COMMENT },
  bash: { name: 'bash', comment: COMMENT },
};
