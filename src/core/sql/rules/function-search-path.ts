import type { CreateFunctionStmt } from '@pgsql/types';
import type { Rule } from '../../rules/ruleModel.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs, statementNode } from '../sqlStatement.ts';
import { nameOfParts } from '../statementFacts.ts';
import { afterName, inAuthorsCase, spanOfTokens, tokenIndexAt } from '../statementTokens.ts';
import { isSupabaseMigration } from '../supabase.ts';

/** Languages whose bodies look names up when they run. */
const LOOKS_UP_NAMES: ReadonlySet<string> = new Set(['sql', 'plpgsql']);

interface FunctionOptions {
  readonly language: string;
  readonly isDefiner: boolean;
  readonly setsPath: boolean;
  /** Where `AS` stands. */
  readonly bodyLocation: number | undefined;
}

function optionsOf(create: CreateFunctionStmt): FunctionOptions {
  let options: FunctionOptions = {
    language: 'sql',
    isDefiner: false,
    setsPath: false,
    bodyLocation: undefined,
  };
  for (const node of create.options ?? []) {
    const option = nodeAs(node, 'DefElem');
    if (option?.defname === 'language') {
      options = { ...options, language: (nodeAs(option.arg, 'String')?.sval ?? '').toLowerCase() };
    } else if (option?.defname === 'security') {
      options = { ...options, isDefiner: nodeAs(option.arg, 'Boolean')?.boolval === true };
    } else if (option?.defname === 'set' && nodeAs(option.arg, 'VariableSetStmt')?.name === 'search_path') {
      options = { ...options, setsPath: true };
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
  if (options.setsPath || !LOOKS_UP_NAMES.has(options.language)) return [];
  if (!options.isDefiner && !isSupabaseMigration(context)) return [];
  const name = nameOfParts(create.funcname);
  if (context.happensLater(`search-path:${name}`)) return [];
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
    "Add `SET search_path = ''` to the function and qualify what it uses (`public.orders`); built-in functions need nothing. `SET search_path = pg_catalog, public, pg_temp` is the milder form.",
  references: [
    'https://www.postgresql.org/docs/current/sql-createfunction.html#SQL-CREATEFUNCTION-SECURITY',
    'https://supabase.com/docs/guides/database/database-advisors?lint=0011_function_search_path_mutable',
  ],
  aliases: ['function_search_path_mutable', '0011_function_search_path_mutable', 'ST003', 'ST004', 'ST005'],
  match: [{ kind: 'sqlCheck', check }],
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
    ],
    silent: [
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
