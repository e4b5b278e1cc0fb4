import type { Rule } from '../../rules/ruleModel.ts';
import { textIn } from '../../schema/schemaRow.ts';
import type { SchemaMatcher } from '../../schema/schemaRule.ts';

const matcher: SchemaMatcher = {
  kind: 'schema',
  live: true,
  query: () => `SELECT e.oid::pg_catalog.text AS oid, pg_catalog.quote_ident(e.extname) AS name,
    e.extversion AS version, a.default_version AS offered
  FROM pg_catalog.pg_extension AS e JOIN pg_catalog.pg_available_extensions AS a ON a.name = e.extname
  WHERE a.default_version IS NOT NULL AND e.extversion <> a.default_version ORDER BY e.extname`,
  report: (row) => {
    const name = textIn(row, 'name');
    return {
      object: { catalog: 'pg_extension', oid: textIn(row, 'oid'), name: `extension ${name}` },
      message: `Extension ${name} is at version ${textIn(row, 'version')}; the server has ${textIn(row, 'offered')}.`,
      remedies: [{ title: `Update ${name}`, kind: 'suggest', sql: `ALTER EXTENSION ${name} UPDATE;` }],
    };
  },
};

export const rule: Rule = {
  id: 'extension-outdated',
  title: 'Extension behind what the server has',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Security',
  languages: ['sql'],
  message: 'This extension is behind the version that the server has.',
  actionRequired: 'Update the extension after reading what changed.',
  why: 'An upgrade of the server brings new code of its extensions and leaves their SQL objects as they were. Mended faults, security ones among them, then reach the database only in part, and the next major upgrade may refuse it.',
  howToFix: 'Read the extension’s notes, then `ALTER EXTENSION postgis UPDATE;` in a migration.',
  references: [
    'https://www.postgresql.org/docs/current/sql-alterextension.html',
    'https://supabase.com/docs/guides/database/database-advisors?lint=0022_extension_versions_outdated',
  ],
  aliases: ['extension_versions_outdated', '0022_extension_versions_outdated'],
  match: [matcher],
  examples: {
    fires: [{ code: "create extension pg_stat_statements version '1.9';" }],
    silent: [{ code: 'create extension pg_stat_statements;' }],
  },
};
