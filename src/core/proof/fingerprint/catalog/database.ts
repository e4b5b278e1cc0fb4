import type { CatalogRows } from './catalogRows.ts';
import { FIRST_USER_OID, notOfExtension, sorted } from './shared.ts';

/** What belongs to the database as a whole: extensions, publications, foreign servers, languages. */
export const DATABASE_ROWS: readonly CatalogRows[] = [
  {
    kind: `'extension'`,
    name: 'quote_ident(extname)',
    properties: { version: 'extversion', schema: 'nspname' },
    from: 'pg_catalog.pg_extension join pg_catalog.pg_namespace n on n.oid = extnamespace',
  },
  {
    kind: `'event trigger'`,
    name: 'quote_ident(evtname)',
    properties: {
      owner: 'pg_get_userbyid(evtowner)',
      event: 'evtevent',
      enabled: 'evtenabled',
      function: 'evtfoid::regprocedure',
    },
    lists: { tags: 'evttags' },
    from: `pg_catalog.pg_event_trigger evt where ${notOfExtension('pg_event_trigger', 'evt.oid')}`,
  },
  {
    kind: `'publication'`,
    name: 'quote_ident(pubname)',
    properties: { owner: 'pg_get_userbyid(pubowner)' },
    lists: {
      settings: `select array_agg(substr(key, 4) || '=' || value order by key)
        from jsonb_each_text(to_jsonb(publication) - array['oid', 'pubname', 'pubowner'])`,
      tables: `select array_agg(name order by name) from (
        select prrelid::regclass || coalesce(' (' || (
            select string_agg(quote_ident(attname), ', ' order by attnum) from pg_catalog.pg_attribute
            where attrelid = prrelid and attnum = any(prattrs::int2[])) || ')', '')
          || coalesce(' where ' || pg_get_expr(prqual, prrelid), '') as name
        from pg_catalog.pg_publication_rel where prpubid = publication.oid) member`,
      schemas: `select array_agg(pnnspid::regnamespace::text order by 1) from pg_catalog.pg_publication_namespace
        where pnpubid = publication.oid`,
    },
    from: `pg_catalog.pg_publication publication where ${notOfExtension('pg_publication', 'publication.oid')}`,
  },
  {
    kind: `'subscription'`,
    name: 'quote_ident(subname)',
    properties: { owner: 'pg_get_userbyid(subowner)', enabled: 'subenabled' },
    lists: { publications: 'subpublications' },
    from: `pg_catalog.pg_subscription
      where subdbid = (select oid from pg_catalog.pg_database where datname = current_database())`,
  },
  {
    kind: `'foreign-data wrapper'`,
    name: 'quote_ident(fdwname)',
    properties: {
      owner: 'pg_get_userbyid(fdwowner)',
      handler: 'fdwhandler::regproc',
      validator: 'fdwvalidator::regproc',
    },
    lists: { grants: `coalesce(fdwacl, acldefault('F', fdwowner))`, options: sorted('fdwoptions') },
    from: `pg_catalog.pg_foreign_data_wrapper wrapper
      where ${notOfExtension('pg_foreign_data_wrapper', 'wrapper.oid')}`,
  },
  {
    kind: `'server'`,
    name: 'quote_ident(srvname)',
    properties: {
      owner: 'pg_get_userbyid(srvowner)',
      wrapper: 'fdwname',
      type: 'srvtype',
      version: 'srvversion',
    },
    lists: { grants: `coalesce(srvacl, acldefault('S', srvowner))`, options: sorted('srvoptions') },
    from: `pg_catalog.pg_foreign_server server
      join pg_catalog.pg_foreign_data_wrapper wrapper on wrapper.oid = srvfdw
      where ${notOfExtension('pg_foreign_server', 'server.oid')}`,
  },
  {
    kind: `'user mapping'`,
    name: `quote_ident(usename) || ' on server ' || quote_ident(srvname)`,
    parent: `'server ' || quote_ident(srvname)`,
    lists: { options: sorted('umoptions') },
    from: 'pg_catalog.pg_user_mappings',
  },
  {
    kind: `'language'`,
    name: 'quote_ident(lanname)',
    properties: { owner: 'pg_get_userbyid(lanowner)', trusted: 'lanpltrusted' },
    lists: { grants: `coalesce(lanacl, acldefault('l', lanowner))` },
    from: `pg_catalog.pg_language language where lanispl and ${notOfExtension('pg_language', 'language.oid')}`,
  },
  {
    kind: `'access method'`,
    name: 'quote_ident(amname)',
    properties: { handler: 'amhandler', type: 'amtype' },
    from: `pg_catalog.pg_am am where am.oid >= ${FIRST_USER_OID} and ${notOfExtension('pg_am', 'am.oid')}`,
  },
];
