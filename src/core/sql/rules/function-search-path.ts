import type { CreateFunctionStmt, VariableSetStmt } from '@pgsql/types';
import type { FixProposal } from '../../rules/finding.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { functionSearchPathMatcher } from '../../schema/rules/function-search-path.ts';
import { isFunctionReplacedLater, saidLater } from '../mendedLater.ts';
import type { SqlFileContext } from '../sqlFileContext.ts';
import type { SqlCheck, SqlReport } from '../sqlRule.ts';
import { nodeAs, type SqlStatement, statementNode } from '../sqlStatement.ts';
import { nameOfParts } from '../statementFacts.ts';
import {
  afterName,
  inAuthorsCase,
  indexOfWord,
  spanOfTokens,
  textOfSpan,
  tokenIndexAt,
} from '../statementTokens.ts';
import { isSupabaseMigration } from '../supabase.ts';

/** Languages whose bodies look names up when they run. */
const LOOKS_UP_NAMES: ReadonlySet<string> = new Set(['sql', 'plpgsql']);

interface FunctionOptions {
  readonly language: string;
  readonly isDefiner: boolean;
  readonly path: VariableSetStmt | undefined;
  /** Where `AS` stands. */
  readonly bodyLocation: number | undefined;
}

function optionsOf(create: CreateFunctionStmt): FunctionOptions {
  let options: FunctionOptions = {
    language: 'sql',
    isDefiner: false,
    path: undefined,
    bodyLocation: undefined,
  };
  for (const node of create.options ?? []) {
    const option = nodeAs(node, 'DefElem');
    if (option?.defname === 'language') {
      options = { ...options, language: (nodeAs(option.arg, 'String')?.sval ?? '').toLowerCase() };
    } else if (option?.defname === 'security') {
      options = { ...options, isDefiner: nodeAs(option.arg, 'Boolean')?.boolval === true };
    } else if (option?.defname === 'set') {
      const path = nodeAs(option.arg, 'VariableSetStmt');
      // TO DEFAULT is what the database has at the time, which is no promise.
      if (path?.name === 'search_path' && path.kind !== 'VAR_SET_DEFAULT') options = { ...options, path };
    } else if (option?.defname === 'as') {
      options = { ...options, bodyLocation: option.location };
    }
  }
  return options;
}

const check: SqlCheck = (statement, context) => {
  const create = statementNode(statement, 'CreateFunctionStmt');
  if (!create || create.sql_body !== undefined) return [];
  const options = optionsOf(create);
  if (!LOOKS_UP_NAMES.has(options.language)) return [];
  if (options.path) return options.isDefiner ? temporaryFirst(statement, options.path, context) : [];
  if (!options.isDefiner && !isSupabaseMigration(context)) return [];
  const name = nameOfParts(create.funcname);
  // Set afterwards, or written anew by a later migration, which is then the one to mend.
  const path = `search-path:${name}`;
  if (saidLater(context, [path]) || isFunctionReplacedLater(create, context)) return [];
  const keyword = statement.tokens.findIndex(({ word }) => word === 'function' || word === 'procedure');
  const body = tokenIndexAt(statement, statement.offsetOf(options.bodyLocation));
  const as = statement.tokens[body];
  const danger = options.isDefiner
    ? 'whoever calls it can make its names mean their own objects and run them with its owner’s rights'
    : 'its names mean whatever the caller’s search path says';
  return [
    {
      span: spanOfTokens(statement, keyword + 1, afterName(statement, keyword + 1) - 1),
      message: `Function ${name} does not fix its search_path: ${danger}.`,
      fixes:
        as?.word === 'as'
          ? [
              {
                title: "Add SET search_path = ''",
                kind: 'suggest',
                edits: [
                  {
                    span: { start: as.start, end: as.start },
                    newText: `${inAuthorsCase(statement, 'SET')} search_path = ''${separatorBefore(statement.text, as.start)}`,
                  },
                ],
              },
            ]
          : [],
    },
  ];
};

const TEMPORARY = 'pg_temp';

/** The caller's temporary tables come before every schema of the path that does not put them last. */
function temporaryFirst(
  statement: SqlStatement,
  path: VariableSetStmt,
  context: SqlFileContext,
): readonly SqlReport[] {
  const schemas = (path.args ?? []).map((node) => nodeAs(node, 'A_Const')?.sval?.sval ?? '');
  // Clients of Supabase cannot make temporary tables; with an empty path every name has its schema.
  if (isSupabaseMigration(context) || schemas.length === 0 || schemas.every((schema) => schema === ''))
    return [];
  if (schemas.at(-1) === TEMPORARY && schemas.some((schema) => schema !== TEMPORARY)) return [];
  const setting = indexOfWord(statement, 'search_path');
  const items = commaItems(statement, setting + 2, schemas.length);
  const [first, last] = [items[0] ?? setting, items.at(-1) ?? setting];
  const span = spanOfTokens(statement, first, last);
  if (schemas.some((schema) => schema.includes(','))) {
    return [{ span, message: 'This is one name in quotes, and no schema is called that.' }];
  }
  const kept = items
    .filter((_, index) => schemas[index] !== TEMPORARY)
    .map((item) => textOfSpan(statement, spanOfTokens(statement, item)));
  if (kept.length === 0) {
    const fix: FixProposal = {
      title: "Set search_path = ''",
      kind: 'suggest',
      edits: [{ span, newText: "''" }],
    };
    return [
      { span, message: 'The only place this function looks in is what its caller made.', fixes: [fix] },
    ];
  }
  return [
    {
      span,
      message:
        'Temporary tables of whoever calls this are found before those of any schema here, and used with its owner’s rights.',
      fixes: [
        {
          title: 'Search temporary tables last',
          kind: 'auto',
          edits: [{ span, newText: [...kept, TEMPORARY].join(', ') }],
        },
      ],
    },
  ];
}

/** Token indexes of a list's items, each of one token. */
function commaItems(statement: SqlStatement, first: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => first + 2 * index).filter(
    (index) => index < statement.tokens.length,
  );
}

/** New options stand on a line of their own when `AS` does. */
function separatorBefore(text: string, offset: number): string {
  return /\r?\n[ \t]*$/u.exec(text.slice(0, offset))?.[0] ?? ' ';
}

export const rule: Rule = {
  id: 'function-search-path',
  title: 'Function without a fixed search_path',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Security',
  languages: ['sql'],
  message:
    'This function does not fix its search_path: its names mean whatever the caller’s search path says.',
  actionRequired: "Add SET search_path = '' and write names with their schema.",
  why: 'Names without a schema are looked up when the function runs, along the caller’s search path. A caller who may create objects, temporary ones included, can put a table or operator of the same name first; in a `SECURITY DEFINER` function it is then used with the owner’s rights.',
  howToFix:
    "Add `SET search_path = ''` to the function and qualify what it uses (`public.orders`); built-in functions need nothing. `SET search_path = public, pg_temp` is the milder form; `pg_temp` has to stand last, or the caller’s temporary tables are found first.",
  references: [
    'https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY',
    'https://supabase.com/docs/guides/database/database-advisors?lint=0011_function_search_path_mutable',
  ],
  aliases: ['function_search_path_mutable', '0011_function_search_path_mutable', 'ST003', 'ST004', 'ST005'],
  match: [{ kind: 'sqlCheck', statements: ['CreateFunctionStmt'], check }, functionSearchPathMatcher],
  examples: {
    fires: [
      {
        code: 'create function close_order(id bigint) returns void\nlanguage sql security definer\nas $$ update orders set open = false $$;',
        marks: 'close_order',
        fixed:
          "create function close_order(id bigint) returns void\nlanguage sql security definer\nset search_path = ''\nas $$ update orders set open = false $$;",
      },
      {
        code: 'CREATE OR REPLACE FUNCTION public.touch() RETURNS trigger AS $$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql;',
        path: 'supabase/migrations/1_touch.sql',
        marks: 'public.touch',
        fixed:
          "CREATE OR REPLACE FUNCTION public.touch() RETURNS trigger SET search_path = '' AS $$ BEGIN RETURN NEW; END $$ LANGUAGE plpgsql;",
      },
      {
        code: 'CREATE FUNCTION f() RETURNS int SECURITY DEFINER SET search_path = pg_temp, "Größe" LANGUAGE sql AS \'select 1\';',
        marks: 'pg_temp, "Größe"',
        fixed:
          'CREATE FUNCTION f() RETURNS int SECURITY DEFINER SET search_path = "Größe", pg_temp LANGUAGE sql AS \'select 1\';',
      },
      {
        code: "create function f() returns int security definer set search_path to 'shop, pg_temp' language sql as 'select 1';",
        marks: "'shop, pg_temp'",
      },
      {
        code: "create function f() returns int security definer set search_path to pg_temp language sql as 'select 1';",
        fixed:
          "create function f() returns int security definer set search_path to '' language sql as 'select 1';",
      },
    ],
    silent: [
      {
        code: 'create function f() returns int security definer set search_path = shop, pg_temp language sql as $$ select 1 $$;',
      },
      {
        code: 'create function f() returns int security definer set search_path = public language sql as $$ select 1 $$;',
        path: 'supabase/migrations/1_f.sql',
      },
      {
        code: "create function f() returns int language sql security definer set search_path = '' as 'select 1';",
      },
      { code: "create function f() returns int language sql as 'select 1';" },
      {
        code: "create function f() returns int language sql security definer as 'select 1';\nalter function f() set search_path = '';",
      },
      {
        code: "create function f() returns int language c as 'lib', 'f';",
        path: 'supabase/migrations/1_f.sql',
      },
    ],
  },
};
