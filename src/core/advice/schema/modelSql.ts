import { columnNames, isNoExtensions, isProjectSchema, qualifiedName } from '../../schema/catalogSql.ts';
import type { SchemaSettings } from '../../schema/schemaRule.ts';

/** A body longer than this is read in its file. */
const DEFINITION_CHARACTERS_MAX = 8_000;

/** The queries a schema is read with; each names its catalogs in full and casts what it returns to text, boolean or jsonb. */
export function modelQueries(settings: SchemaSettings) {
  const own = isProjectSchema('n.nspname', settings);
  const ownRelation = `${own} AND ${isNoExtensions('c.oid')}`;
  const full = qualifiedName('n.nspname', 'c.relname');
  const comment = (oid: string, catalog: string): string =>
    `pg_catalog.obj_description(${oid}, '${catalog}') AS comment`;
  const relations = `pg_catalog.pg_class AS c JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace`;
  return {
    schemas: `SELECT pg_catalog.quote_ident(n.nspname) AS name FROM pg_catalog.pg_namespace AS n WHERE ${own} ORDER BY 1`,
    extensions: `SELECT e.extname::text AS name FROM pg_catalog.pg_extension AS e WHERE e.extname <> 'plpgsql' ORDER BY 1`,
    relations: `SELECT c.oid::text AS id, ${full} AS full, pg_catalog.quote_ident(n.nspname) AS schema,
        pg_catalog.quote_ident(c.relname) AS name, c.relkind::text AS kind, c.relrowsecurity AS secured,
        CASE WHEN c.reltuples >= 0 THEN c.reltuples::float8 END AS estimate,
        CASE WHEN c.relispartition THEN (SELECT ${qualifiedName('pn.nspname', 'p.relname')} FROM pg_catalog.pg_inherits AS i
          JOIN pg_catalog.pg_class AS p ON p.oid = i.inhparent JOIN pg_catalog.pg_namespace AS pn ON pn.oid = p.relnamespace
          WHERE i.inhrelid = c.oid LIMIT 1) END AS partition_of,
        CASE WHEN c.relkind IN ('v', 'm') THEN pg_catalog.left(pg_catalog.pg_get_viewdef(c.oid, true), ${DEFINITION_CHARACTERS_MAX}) END AS definition,
        CASE WHEN c.relkind IN ('v', 'm') THEN (SELECT pg_catalog.jsonb_agg(DISTINCT ${qualifiedName('rn.nspname', 'r.relname')})
          FROM pg_catalog.pg_rewrite AS w JOIN pg_catalog.pg_depend AS d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
          JOIN pg_catalog.pg_class AS r ON d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND r.oid = d.refobjid AND r.oid <> c.oid
          JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace WHERE w.ev_class = c.oid) END AS reads,
        ${comment('c.oid', 'pg_class')}
      FROM ${relations} WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND ${ownRelation} ORDER BY n.nspname, c.relname`,
    columns: `SELECT c.oid::text AS relation, pg_catalog.quote_ident(a.attname) AS name,
        pg_catalog.format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required,
        pg_catalog.pg_get_expr(d.adbin, d.adrelid) AS initial, a.attidentity <> '' AS identity, a.attgenerated <> '' AS generated,
        pg_catalog.col_description(a.attrelid, a.attnum) AS comment
      FROM ${relations} JOIN pg_catalog.pg_attribute AS a ON a.attrelid = c.oid
      LEFT JOIN pg_catalog.pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND a.attnum > 0 AND NOT a.attisdropped AND ${ownRelation}
      ORDER BY c.oid, a.attnum`,
    constraints: `SELECT c.oid::text AS relation, pg_catalog.quote_ident(held.conname) AS name, held.contype::text AS kind,
        pg_catalog.pg_get_constraintdef(held.oid, true) AS definition, held.convalidated AS validated,
        ${columnNames('held.conrelid', 'held.conkey')} AS columns,
        CASE WHEN held.contype = 'f' THEN ${columnNames('held.confrelid', 'held.confkey')} END AS referenced_columns,
        (SELECT ${qualifiedName('rn.nspname', 'r.relname')} FROM pg_catalog.pg_class AS r
          JOIN pg_catalog.pg_namespace AS rn ON rn.oid = r.relnamespace WHERE r.oid = held.confrelid) AS referenced
      FROM ${relations} JOIN pg_catalog.pg_constraint AS held ON held.conrelid = c.oid
      WHERE held.contype IN ('p', 'u', 'f', 'c', 'x') AND ${ownRelation} ORDER BY c.oid, held.contype <> 'p', held.conname`,
    indexes: `SELECT c.oid::text AS relation, pg_catalog.quote_ident(x.relname) AS name, am.amname::text AS method,
        i.indisunique AS is_unique, i.indisvalid AS valid, pg_catalog.pg_get_indexdef(i.indexrelid) AS definition,
        pg_catalog.pg_get_expr(i.indpred, i.indrelid, true) AS predicate,
        EXISTS (SELECT FROM pg_catalog.pg_constraint AS k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x')) AS of_constraint,
        (SELECT pg_catalog.jsonb_agg(CASE WHEN p.number = 0 THEN NULL ELSE (SELECT pg_catalog.quote_ident(a.attname)
            FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = i.indrelid AND a.attnum = p.number) END ORDER BY p.place)
          FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS p(number, place)) AS columns,
        i.indnkeyatts::pg_catalog.int4 AS key_count
      FROM ${relations} JOIN pg_catalog.pg_index AS i ON i.indrelid = c.oid
      JOIN pg_catalog.pg_class AS x ON x.oid = i.indexrelid JOIN pg_catalog.pg_am AS am ON am.oid = x.relam
      WHERE ${ownRelation} ORDER BY c.oid, x.relname`,
    policies: `SELECT c.oid::text AS relation, pg_catalog.quote_ident(p.polname) AS name, p.polcmd::text AS command,
        p.polpermissive AS permissive, pg_catalog.pg_get_expr(p.polqual, p.polrelid, true) AS condition,
        pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid, true) AS checked,
        (SELECT pg_catalog.jsonb_agg(CASE WHEN m.oid = 0 THEN 'public' ELSE pg_catalog.pg_get_userbyid(m.oid)::text END ORDER BY m.oid)
          FROM pg_catalog.unnest(p.polroles) AS m(oid)) AS roles
      FROM ${relations} JOIN pg_catalog.pg_policy AS p ON p.polrelid = c.oid WHERE ${ownRelation} ORDER BY c.oid, p.polname`,
    triggers: `SELECT c.oid::text AS relation, pg_catalog.quote_ident(t.tgname) AS name,
        pg_catalog.pg_get_triggerdef(t.oid, true) AS definition, t.tgenabled <> 'D' AS enabled
      FROM ${relations} JOIN pg_catalog.pg_trigger AS t ON t.tgrelid = c.oid
      WHERE NOT t.tgisinternal AND ${ownRelation} ORDER BY c.oid, t.tgname`,
    routines: `SELECT ${qualifiedName('n.nspname', 'p.proname')} AS full, pg_catalog.quote_ident(n.nspname) AS schema,
        pg_catalog.quote_ident(p.proname) AS name, p.prokind::text AS kind, pg_catalog.pg_get_function_identity_arguments(p.oid) AS arguments,
        coalesce(pg_catalog.pg_get_function_result(p.oid), '') AS returns, l.lanname::text AS language,
        p.provolatile::text AS volatility, p.prosecdef AS definer,
        CASE WHEN p.prokind <> 'a' THEN pg_catalog.left(pg_catalog.pg_get_functiondef(p.oid), ${DEFINITION_CHARACTERS_MAX}) END AS definition,
        ${comment('p.oid', 'pg_proc')}
      FROM pg_catalog.pg_proc AS p JOIN pg_catalog.pg_namespace AS n ON n.oid = p.pronamespace
      JOIN pg_catalog.pg_language AS l ON l.oid = p.prolang
      WHERE ${own} AND ${isNoExtensions('p.oid', 'pg_proc')} ORDER BY n.nspname, p.proname, 5`,
    types: `SELECT ${qualifiedName('n.nspname', 't.typname')} AS full, pg_catalog.quote_ident(n.nspname) AS schema,
        pg_catalog.quote_ident(t.typname) AS name, t.typtype::text AS kind,
        (SELECT pg_catalog.jsonb_agg(e.enumlabel ORDER BY e.enumsortorder) FROM pg_catalog.pg_enum AS e WHERE e.enumtypid = t.oid) AS labels,
        CASE t.typtype
          WHEN 'd' THEN pg_catalog.format_type(t.typbasetype, t.typtypmod) || coalesce((SELECT ' ' || pg_catalog.string_agg(pg_catalog.pg_get_constraintdef(k.oid, true), ' ' ORDER BY k.conname)
            FROM pg_catalog.pg_constraint AS k WHERE k.contypid = t.oid), '')
          WHEN 'c' THEN (SELECT pg_catalog.string_agg(pg_catalog.format('%I %s', a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum)
            FROM pg_catalog.pg_attribute AS a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped) END AS definition,
        ${comment('t.oid', 'pg_type')}
      FROM pg_catalog.pg_type AS t JOIN pg_catalog.pg_namespace AS n ON n.oid = t.typnamespace
      LEFT JOIN pg_catalog.pg_class AS c ON c.oid = t.typrelid
      WHERE t.typtype IN ('e', 'd', 'c', 'r') AND (t.typtype <> 'c' OR c.relkind = 'c') AND ${own}
        AND ${isNoExtensions('t.oid', 'pg_type')} ORDER BY n.nspname, t.typname`,
  };
}
