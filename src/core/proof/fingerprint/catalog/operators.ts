import type { CatalogRows } from './catalogRows.ts';
import { FIRST_USER_OID, notOfExtension } from './shared.ts';

/** Casts, operators with their classes and families, collations, conversions, transforms and text search. */
export const OPERATOR_ROWS: readonly CatalogRows[] = [
  {
    kind: `'cast'`,
    name: `'(' || castsource::regtype || ' as ' || casttarget::regtype || ')'`,
    properties: {
      function: 'nullif(castfunc, 0)::regprocedure',
      context: 'castcontext',
      method: 'castmethod',
    },
    from: `pg_catalog.pg_cast cast_row
      where cast_row.oid >= ${FIRST_USER_OID} and ${notOfExtension('pg_cast', 'cast_row.oid')}`,
  },
  {
    kind: `'operator'`,
    name: 'operator.oid::regoperator',
    properties: {
      owner: 'pg_get_userbyid(oprowner)',
      function: 'oprcode',
      result: 'oprresult::regtype',
      merges: 'oprcanmerge',
      hashes: 'oprcanhash',
      commutator: 'nullif(oprcom, 0)::regoperator',
      negator: 'nullif(oprnegate, 0)::regoperator',
      restrict: 'oprrest',
      join: 'oprjoin',
    },
    from: `pg_catalog.pg_operator operator
      join namespace on namespace.oid = oprnamespace where ${notOfExtension('pg_operator', 'operator.oid')}`,
  },
  {
    kind: `'operator family'`,
    name: `quoted || '.' || quote_ident(opfname) || ' using ' || amname`,
    properties: { owner: 'pg_get_userbyid(opfowner)' },
    lists: {
      operators: `select array_agg(name order by name) from (
        select amopstrategy || ' ' || amopopr::regoperator as name
        from pg_catalog.pg_amop where amopfamily = family.oid) member`,
      functions: `select array_agg(name order by name) from (
        select amprocnum || ' ' || amproc as name
        from pg_catalog.pg_amproc where amprocfamily = family.oid) member`,
    },
    from: `pg_catalog.pg_opfamily family
      join namespace on namespace.oid = opfnamespace
      join pg_catalog.pg_am am on am.oid = opfmethod where ${notOfExtension('pg_opfamily', 'family.oid')}`,
  },
  {
    kind: `'operator class'`,
    name: `quoted || '.' || quote_ident(opcname) || ' using ' || amname`,
    properties: {
      owner: 'pg_get_userbyid(opcowner)',
      type: 'opcintype::regtype',
      default: 'opcdefault',
      key: 'nullif(opckeytype, 0)::regtype',
      family: 'opfname',
    },
    from: `pg_catalog.pg_opclass class
      join namespace on namespace.oid = opcnamespace
      join pg_catalog.pg_am am on am.oid = opcmethod
      join pg_catalog.pg_opfamily family on family.oid = opcfamily
      where ${notOfExtension('pg_opclass', 'class.oid')}`,
  },
  {
    kind: `'collation'`,
    name: `quoted || '.' || quote_ident(collname)`,
    properties: {
      owner: 'pg_get_userbyid(collowner)',
      definition: `to_jsonb(coll) - array['oid', 'collname', 'collnamespace', 'collowner', 'collversion']`,
    },
    from: `pg_catalog.pg_collation coll
      join namespace on namespace.oid = collnamespace where ${notOfExtension('pg_collation', 'coll.oid')}`,
  },
  {
    kind: `'conversion'`,
    name: `quoted || '.' || quote_ident(conname)`,
    properties: {
      owner: 'pg_get_userbyid(conowner)',
      from: 'pg_encoding_to_char(conforencoding)',
      to: 'pg_encoding_to_char(contoencoding)',
      function: 'conproc',
      default: 'condefault',
    },
    from: `pg_catalog.pg_conversion conversion
      join namespace on namespace.oid = connamespace where ${notOfExtension('pg_conversion', 'conversion.oid')}`,
  },
  {
    kind: `'transform'`,
    name: `'for ' || trftype::regtype || ' language ' || quote_ident(lanname)`,
    properties: { from: 'trffromsql', to: 'trftosql' },
    from: `pg_catalog.pg_transform transform
      join pg_catalog.pg_language language on language.oid = trflang
      where ${notOfExtension('pg_transform', 'transform.oid')}`,
  },
  {
    kind: `'text search configuration'`,
    name: `quoted || '.' || quote_ident(cfgname)`,
    properties: { owner: 'pg_get_userbyid(cfgowner)', parser: 'prsname' },
    lists: {
      mappings: `select array_agg(maptokentype || ' ' || mapseqno || ' ' || mapdict::regdictionary
          order by maptokentype, mapseqno) from pg_catalog.pg_ts_config_map where mapcfg = config.oid`,
    },
    from: `pg_catalog.pg_ts_config config
      join namespace on namespace.oid = cfgnamespace
      join pg_catalog.pg_ts_parser parser on parser.oid = cfgparser
      where ${notOfExtension('pg_ts_config', 'config.oid')}`,
  },
  {
    kind: `'text search dictionary'`,
    name: `quoted || '.' || quote_ident(dictname)`,
    properties: { owner: 'pg_get_userbyid(dictowner)', template: 'tmplname', options: 'dictinitoption' },
    from: `pg_catalog.pg_ts_dict dictionary
      join namespace on namespace.oid = dictnamespace
      join pg_catalog.pg_ts_template template on template.oid = dicttemplate
      where ${notOfExtension('pg_ts_dict', 'dictionary.oid')}`,
  },
];
