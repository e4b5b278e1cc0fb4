import type { TreeMatcher } from '../../../ruleModel.ts';
import { BUILT, STATEMENT_NAMES, sqlArgument } from './sqlArgument.ts';

/** Statements put together in the languages that have no fix for it: Go, Java, Ruby, PHP and C#. */
export const SQL_FROM_STRINGS_ELSEWHERE: readonly TreeMatcher[] = [
  {
    kind: 'tree',
    languages: ['go'],
    rule: {
      any: [
        {
          kind: 'call_expression',
          all: [
            {
              has: {
                field: 'function',
                has: {
                  field: 'field',
                  regex:
                    '^(?:Query|QueryRow|Exec|QueryContext|QueryRowContext|ExecContext|Raw|Prepare|Get|Select)$',
                },
              },
            },
            sqlArgument({ any: [{ kind: 'binary_expression' }, { kind: 'call_expression' }] }),
          ],
        },
        {
          kind: 'short_var_declaration',
          all: [
            { has: { field: 'left', regex: STATEMENT_NAMES } },
            {
              has: {
                field: 'right',
                has: { any: [{ kind: 'binary_expression' }, { kind: 'call_expression' }], pattern: '$SQL' },
              },
            },
          ],
        },
      ],
    },
    where: BUILT,
    report: 'SQL',
  },
  {
    kind: 'tree',
    languages: ['java'],
    rule: {
      any: [
        {
          kind: 'method_invocation',
          all: [
            {
              has: {
                field: 'name',
                regex:
                  '^(?:executeQuery|executeUpdate|execute|prepareStatement|createQuery|createNativeQuery|query|queryForObject|queryForList)$',
              },
            },
            sqlArgument({ any: [{ kind: 'binary_expression' }, { kind: 'method_invocation' }] }),
          ],
        },
        {
          kind: 'variable_declarator',
          all: [
            { has: { field: 'name', regex: STATEMENT_NAMES } },
            {
              has: {
                field: 'value',
                any: [{ kind: 'binary_expression' }, { kind: 'method_invocation' }],
                pattern: '$SQL',
              },
            },
          ],
        },
      ],
    },
    where: BUILT,
    report: 'SQL',
  },
  {
    kind: 'tree',
    languages: ['ruby'],
    rule: {
      kind: 'call',
      all: [
        {
          has: {
            field: 'method',
            regex: '^(?:execute|find_by_sql|exec_query|select_all|select_value|select_rows|exec|query)$',
          },
        },
        sqlArgument({ kind: 'string', has: { kind: 'interpolation' } }),
      ],
    },
    where: BUILT,
    report: 'SQL',
  },
  {
    kind: 'tree',
    languages: ['ruby'],
    rule: {
      kind: 'call',
      all: [
        { has: { field: 'method', regex: '^(?:where|having|find_by)$' } },
        {
          has: {
            field: 'arguments',
            has: { kind: 'string', has: { kind: 'interpolation' }, pattern: '$SQL' },
          },
        },
      ],
    },
    where: [
      {
        capture: 'SQL',
        matches:
          "(?:=|<|>|\\b[lL][iI][kK][eE]|\\()\\s*'?%?#\\{(?!\\s*[A-Z]|[^}]*(?:quote|sanitize|table_name))",
      },
    ],
    report: 'SQL',
  },
  {
    kind: 'tree',
    languages: ['php'],
    rule: {
      any: [
        {
          kind: 'member_call_expression',
          all: [
            {
              has: {
                field: 'name',
                regex: '^(?:query|exec|prepare|select|statement|unprepared|whereRaw)$',
              },
            },
            { has: { field: 'arguments', has: { kind: 'argument', pattern: '$SQL' } } },
          ],
        },
        {
          kind: 'function_call_expression',
          all: [
            { has: { field: 'function', regex: '^(?:mysqli_query|pg_query|mysql_query|sqlite_query)$' } },
            { has: { field: 'arguments', has: { kind: 'argument', pattern: '$SQL' } } },
          ],
        },
        {
          kind: 'assignment_expression',
          all: [
            { has: { field: 'left', regex: STATEMENT_NAMES } },
            {
              has: {
                field: 'right',
                any: [{ kind: 'encapsed_string' }, { kind: 'binary_expression' }],
                pattern: '$SQL',
              },
            },
          ],
        },
      ],
    },
    where: BUILT,
    report: 'SQL',
  },
  {
    kind: 'tree',
    languages: ['csharp'],
    rule: {
      any: [
        {
          kind: 'object_creation_expression',
          all: [
            {
              has: {
                field: 'type',
                regex: '^(?:SqlCommand|NpgsqlCommand|MySqlCommand|SqliteCommand|OracleCommand)$',
              },
            },
            { has: { field: 'arguments', has: { kind: 'argument', pattern: '$SQL' } } },
          ],
        },
        {
          kind: 'invocation_expression',
          all: [
            {
              has: {
                field: 'function',
                has: {
                  field: 'name',
                  regex:
                    '^(?:ExecuteSqlRaw|ExecuteSqlRawAsync|FromSqlRaw|Query|QueryAsync|Execute|ExecuteAsync)$',
                },
              },
            },
            { has: { field: 'arguments', has: { kind: 'argument', pattern: '$SQL' } } },
          ],
        },
      ],
    },
    where: BUILT,
    report: 'SQL',
  },
];
