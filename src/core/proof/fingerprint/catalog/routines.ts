import type { CatalogRows } from './catalogRows.ts';
import { notOfExtension, sorted } from './shared.ts';

/** Functions, procedures and aggregates. */
export const ROUTINE_ROWS: readonly CatalogRows[] = [
  {
    kind: `case prokind when 'p' then 'procedure' when 'a' then 'aggregate' else 'function' end`,
    name: `quoted || '.' || quote_ident(proname) || '(' || pg_get_function_identity_arguments(proc.oid) || ')'`,
    properties: {
      owner: 'pg_get_userbyid(proowner)',
      arguments: 'pg_get_function_arguments(proc.oid)',
      result: 'pg_get_function_result(proc.oid)',
      language: 'lanname',
      body: 'coalesce(pg_get_function_sqlbody(proc.oid), prosrc)',
      library: 'probin',
      security: `case when prosecdef then 'definer' else 'invoker' end`,
      volatility: 'provolatile',
      parallel: 'proparallel',
      strict: 'nullif(proisstrict, false)',
      leakproof: 'nullif(proleakproof, false)',
      window: `nullif(prokind = 'w', false)`,
      cost: 'procost',
      rows: 'nullif(prorows, 0)',
      support: `nullif(prosupport::text, '-')`,
      aggregate: `case when prokind = 'a' then (select to_jsonb(agg) - array['aggfnoid', 'aggtranstype', 'aggmtranstype', 'aggsortop']
          || jsonb_build_object('state', aggtranstype::regtype::text,
            'movingState', nullif(aggmtranstype, 0)::regtype::text, 'sortOperator', nullif(aggsortop, 0)::regoperator::text)
        from pg_catalog.pg_aggregate agg where aggfnoid = proc.oid) end`,
    },
    lists: {
      grants: `coalesce(proacl, acldefault('f', proowner))`,
      transforms: 'protrftypes::regtype[]',
      settings: sorted('proconfig'),
    },
    from: `pg_catalog.pg_proc proc
      join namespace on namespace.oid = pronamespace
      join pg_catalog.pg_language language on language.oid = prolang
      where ${notOfExtension('pg_proc', 'proc.oid')}`,
  },
];
