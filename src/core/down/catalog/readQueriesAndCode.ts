import type { ShadowDatabase } from '../../proof/shadowDatabase.ts';
import { type CatalogEntry, quoteText } from './catalogEntry.ts';
import { aclText, catalogRows, commentText, isOwn } from './catalogQuery.ts';
import { commonFacet } from './facets.ts';
import { optionChanges } from './readTables.ts';

/** Sequences, views, materialized views, routines, publications and event triggers. */
export async function readQueriesAndCode(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  return [
    ...(await readSequences(database)),
    ...(await readViews(database)),
    ...(await readRoutines(database)),
    ...(await readPublications(database)),
    ...(await readEventTriggers(database)),
  ];
}

async function readSequences(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const rows = await catalogRows(
    database,
    `SELECT c.oid::text AS id, c.relname::text AS name, c.oid::regclass::text AS sequence, c.relnamespace::regnamespace::text AS schema,
       c.relowner::regrole::text AS owner, pg_catalog.format_type(s.seqtypid, NULL) AS type, s.seqstart::text AS start, s.seqincrement::text AS increment,
       s.seqmin::text AS lowest, s.seqmax::text AS highest, s.seqcache::text AS cache, s.seqcycle AS cycle,
       COALESCE(d.refobjid::regclass::text || '.' || quote_ident(a.attname), '') AS owned_by, 'column:' || d.refobjid || '.' || d.refobjsubid AS parent,
       ${aclText('c.relacl', "'s'", 'c.relowner')} AS privileges, ${commentText('c.oid', 'pg_class')} AS comment
     FROM pg_catalog.pg_class c JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
     LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_catalog.pg_class'::regclass AND d.deptype IN ('a', 'i')
     LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
     WHERE COALESCE(d.deptype, 'n') <> 'i' AND ${isOwn('pg_class', 'c.oid', 'c.relnamespace')} ORDER BY c.oid`,
  );
  return rows.map((row) => {
    const sequence = row.text('sequence');
    const definition = `AS ${row.text('type')} INCREMENT BY ${row.text('increment')} MINVALUE ${row.text('lowest')} MAXVALUE ${row.text('highest')} START WITH ${row.text('start')} CACHE ${row.text('cache')}${row.flag('cycle') ? ' CYCLE' : ' NO CYCLE'}`;
    const parent = row.text('parent');
    const alter = `ALTER SEQUENCE ${sequence}`;
    return {
      kind: 'sequence',
      id: `sequence:${row.text('id')}`,
      key: `sequence ${sequence}`,
      ...(parent !== '' && { parent }),
      name: row.text('name'),
      schema: row.text('schema'),
      rename: `${alter} RENAME TO`,
      move: `${alter} SET SCHEMA`,
      definition,
      create: [`CREATE SEQUENCE ${sequence} ${definition}`],
      drop: `DROP SEQUENCE ${sequence}`,
      change: () => [[`${alter} ${definition}`]],
      facets: {
        owner: row.text('owner'),
        privileges: row.text('privileges'),
        comment: row.text('comment'),
        ownedBy: row.text('owned_by'),
      },
      setFacet: (facet, from, to) => {
        if (facet === 'ownedBy') return [`${alter} OWNED BY ${to === '' ? 'NONE' : to}`];
        const target = { alter, comment: `SEQUENCE ${sequence}`, grant: `SEQUENCE ${sequence}` };
        return commonFacet(target, facet, from, to) ?? [];
      },
      holds: 'position' as const,
    };
  });
}

async function readViews(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const rows = await catalogRows(
    database,
    `SELECT c.oid::text AS id, c.relname::text AS name, c.oid::regclass::text AS view, c.relnamespace::regnamespace::text AS schema,
       c.relkind::text AS relkind, c.relowner::regrole::text AS owner, rtrim(pg_catalog.pg_get_viewdef(c.oid, true), ';') AS definition,
       COALESCE(array_to_string(c.reloptions, ', '), '') AS options, c.relispopulated AS populated,
       ${aclText('c.relacl', "'r'", 'c.relowner')} AS privileges, ${commentText('c.oid', 'pg_class')} AS comment
     FROM pg_catalog.pg_class c WHERE c.relkind IN ('v', 'm') AND ${isOwn('pg_class', 'c.oid', 'c.relnamespace')} ORDER BY c.oid`,
  );
  return rows.map((row) => {
    const view = row.text('view');
    const isMaterialized = row.text('relkind') === 'm';
    const word = isMaterialized ? 'MATERIALIZED VIEW' : 'VIEW';
    const definition = row.text('definition');
    const alter = `ALTER ${word} ${view}`;
    const options = row.text('options');
    const withOptions = options === '' ? '' : ` WITH (${options})`;
    const unpopulated = isMaterialized && !row.flag('populated') ? ' WITH NO DATA' : '';
    const body = `${word} ${view}${withOptions} AS\n${definition}${unpopulated}`;
    return {
      kind: isMaterialized ? 'materializedView' : 'view',
      id: `view:${row.text('id')}`,
      key: `${word.toLowerCase()} ${view}`,
      name: row.text('name'),
      schema: row.text('schema'),
      rename: `${alter} RENAME TO`,
      move: `${alter} SET SCHEMA`,
      definition,
      create: [`CREATE ${body}`],
      drop: `DROP ${word} ${view}`,
      ...(!isMaterialized && { change: () => [[`CREATE OR REPLACE ${body}`]] }),
      facets: {
        owner: row.text('owner'),
        privileges: row.text('privileges'),
        comment: row.text('comment'),
        options,
      },
      setFacet: (facet, from, to) => {
        if (facet === 'options') return optionChanges(alter, from, to);
        return (
          commonFacet({ alter, comment: `${word} ${view}`, grant: `TABLE ${view}` }, facet, from, to) ?? []
        );
      },
    };
  });
}

async function readRoutines(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const rows = await catalogRows(
    database,
    `SELECT p.oid::text AS id, p.proname::text AS name, p.oid::regprocedure::text AS routine, p.pronamespace::regnamespace::text AS schema,
       p.prokind::text AS form, p.proowner::regrole::text AS owner,
       CASE WHEN p.prokind <> 'a' THEN rtrim(pg_catalog.pg_get_functiondef(p.oid), E' \\n') ELSE
         format('CREATE AGGREGATE %s (SFUNC = %s, STYPE = %s%s%s)', p.oid::regprocedure, a.aggtransfn::regproc, pg_catalog.format_type(a.aggtranstype, NULL),
           CASE WHEN a.aggfinalfn <> 0 THEN ', FINALFUNC = ' || a.aggfinalfn::regproc::text END,
           CASE WHEN a.agginitval IS NOT NULL THEN ', INITCOND = ' || quote_literal(a.agginitval) END) END AS definition,
       ${aclText('p.proacl', "'f'", 'p.proowner')} AS privileges, ${commentText('p.oid', 'pg_proc')} AS comment
     FROM pg_catalog.pg_proc p LEFT JOIN pg_catalog.pg_aggregate a ON a.aggfnoid = p.oid
     WHERE ${isOwn('pg_proc', 'p.oid', 'p.pronamespace')}
       AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend i WHERE i.classid = 'pg_catalog.pg_proc'::regclass AND i.objid = p.oid AND i.deptype = 'i') ORDER BY p.oid`,
  );
  return rows.map((row) => {
    const routine = row.text('routine');
    const word = { p: 'PROCEDURE', a: 'AGGREGATE' }[row.text('form')] ?? 'FUNCTION';
    const definition = row.text('definition');
    const alter = `ALTER ${word} ${routine}`;
    return {
      kind: 'function',
      id: `function:${row.text('id')}`,
      key: `${word.toLowerCase()} ${routine}`,
      name: row.text('name'),
      schema: row.text('schema'),
      rename: `${alter} RENAME TO`,
      move: `${alter} SET SCHEMA`,
      definition,
      create: [definition.replace(/^CREATE OR REPLACE /u, 'CREATE ')],
      drop: `DROP ${word} ${routine}`,
      ...(word !== 'AGGREGATE' && { change: () => [[definition]] }),
      facets: {
        owner: row.text('owner'),
        privileges: row.text('privileges'),
        comment: row.text('comment'),
      },
      setFacet: (facet, from, to) => {
        const grant = word === 'PROCEDURE' ? `PROCEDURE ${routine}` : `FUNCTION ${routine}`;
        return commonFacet({ alter, comment: `${word} ${routine}`, grant }, facet, from, to) ?? [];
      },
    };
  });
}

async function readPublications(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const rows = await catalogRows(
    database,
    `SELECT p.oid::text AS id, p.pubname::text AS name, quote_ident(p.pubname) AS quoted, p.puballtables AS everything, p.pubowner::regrole::text AS owner,
       concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END, CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END) AS actions,
       p.pubviaroot AS root, COALESCE((SELECT jsonb_agg(r.prrelid::regclass::text
           || COALESCE((SELECT ' (' || string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) || ')' FROM pg_catalog.pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs::int2[])), '')
           || COALESCE(' WHERE ' || pg_catalog.pg_get_expr(r.prqual, r.prrelid), '') ORDER BY r.prrelid)
         FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = p.oid), '[]') AS tables,
       (SELECT jsonb_agg(n.pnnspid::regnamespace::text ORDER BY 1) FROM pg_catalog.pg_publication_namespace n WHERE n.pnpubid = p.oid) AS schemas,
       ${commentText('p.oid', 'pg_publication')} AS comment
     FROM pg_catalog.pg_publication p ORDER BY p.oid`,
  );
  return rows.map((row) => {
    const quoted = row.text('quoted');
    const tables = row.list('tables');
    const schemas = row.list('schemas');
    const members = [
      ...(tables.length === 0 ? [] : [`TABLE ${tables.join(', ')}`]),
      ...(schemas.length === 0 ? [] : [`TABLES IN SCHEMA ${schemas.join(', ')}`]),
    ].join(', ');
    const options = `publish = ${quoteText(row.text('actions'))}, publish_via_partition_root = ${row.flag('root')}`;
    const all = row.flag('everything');
    const change = [`ALTER PUBLICATION ${quoted} SET (${options})`];
    return {
      kind: 'publication',
      id: `publication:${row.text('id')}`,
      key: `publication ${quoted}`,
      name: row.text('name'),
      rename: `ALTER PUBLICATION ${quoted} RENAME TO`,
      definition: `${all} ${members} ${options}`,
      create: [
        `CREATE PUBLICATION ${quoted}${all ? ' FOR ALL TABLES' : members === '' ? '' : ` FOR ${members}`} WITH (${options})`,
      ],
      drop: `DROP PUBLICATION ${quoted}`,
      change: (from) =>
        !all && members !== '' && from.definition.startsWith('false')
          ? [[`ALTER PUBLICATION ${quoted} SET ${members}`, ...change]]
          : [],
      facets: { owner: row.text('owner'), comment: row.text('comment') },
      setFacet: (facet, from, to) =>
        commonFacet(
          { alter: `ALTER PUBLICATION ${quoted}`, comment: `PUBLICATION ${quoted}` },
          facet,
          from,
          to,
        ) ?? [],
    };
  });
}

async function readEventTriggers(database: ShadowDatabase): Promise<readonly CatalogEntry[]> {
  const rows = await catalogRows(
    database,
    `SELECT e.oid::text AS id, e.evtname::text AS name, quote_ident(e.evtname) AS quoted, e.evtevent::text AS event, e.evtowner::regrole::text AS owner,
       e.evtfoid::regproc::text AS routine, (SELECT string_agg(quote_literal(t), ', ') FROM unnest(e.evttags) t) AS tags, e.evtenabled::text AS state,
       ${commentText('e.oid', 'pg_event_trigger')} AS comment
     FROM pg_catalog.pg_event_trigger e WHERE ${isOwn('pg_event_trigger', 'e.oid')} ORDER BY e.oid`,
  );
  return rows.map((row) => {
    const quoted = row.text('quoted');
    const tags = row.text('tags');
    const definition = `ON ${row.text('event')}${tags === '' ? '' : ` WHEN TAG IN (${tags})`} EXECUTE FUNCTION ${row.text('routine')}()`;
    return {
      kind: 'eventTrigger',
      id: `eventTrigger:${row.text('id')}`,
      key: `event trigger ${quoted}`,
      name: row.text('name'),
      rename: `ALTER EVENT TRIGGER ${quoted} RENAME TO`,
      definition,
      create: [`CREATE EVENT TRIGGER ${quoted} ${definition}`],
      drop: `DROP EVENT TRIGGER ${quoted}`,
      facets: { owner: row.text('owner'), comment: row.text('comment'), state: row.text('state') },
      setFacet: (facet, from, to) =>
        facet === 'state'
          ? [`ALTER EVENT TRIGGER ${quoted} ${to === 'D' ? 'DISABLE' : 'ENABLE'}`]
          : (commonFacet(
              { alter: `ALTER EVENT TRIGGER ${quoted}`, comment: `EVENT TRIGGER ${quoted}` },
              facet,
              from,
              to,
            ) ?? []),
    };
  });
}
