import { describe, expect, it } from 'vitest';
import type { Migration, MigrationHistory } from '../../../src/core/migrations/migration.ts';
import type { ReplayReport } from '../../../src/core/replay/replayReport.ts';
import type { Finding } from '../../../src/core/rules/finding.ts';
import { rule as fkMissingIndex } from '../../../src/core/schema/rules/fk-missing-index.ts';
import type { SchemaFinding } from '../../../src/core/schema/schemaRule.ts';
import { rule as addingForeignKey } from '../../../src/core/sql/rules/adding-foreign-key.ts';
import { ShadowError, type ShadowService } from '../../../src/engines/shadow/shadowService.ts';
import { FinalSchema } from '../../../src/server/migrations/finalSchema.ts';
import type { ProjectHistory } from '../../../src/server/migrations/migrationCatalog.ts';
import { ShadowAccess } from '../../../src/server/migrations/shadowAccess.ts';
import type { LoadedProject } from '../../../src/server/projects.ts';
import { testAnalyzer } from '../../support/engine.ts';

const OLD = 'db/1_orders.sql';
const NEWEST = 'db/2_lines.sql';
const ORDERS = 'create table orders (id bigint primary key, buyer bigint references orders);\n';
const LINES = [
  'create table lines (id bigint primary key, order_id bigint);',
  'alter table lines add constraint lines_order foreign key (order_id) references orders;',
  '',
].join('\n');

const CALL = { signal: new AbortController().signal, onProgress: () => undefined };

/** A schema that is known, of two migrations, as the replay reports it. */
async function knownSchema(findings: readonly SchemaFinding[], failures: ReplayReport['failures'] = []) {
  const analyzer = await testAnalyzer({ rules: [fkMissingIndex, addingForeignKey] });
  // SAFETY: only what a final schema asks of a project is given.
  const project = {
    root: '/w',
    analyzer,
    fresh: ({ analysis }: { analysis: { findings: readonly Finding[] } }) => analysis.findings,
    schemaSettings: () => ({
      platform: 'postgres',
      exposedSchemas: [],
      authFunctions: [],
      targetVersion: 17,
    }),
  } as unknown as LoadedProject;
  const script = (path: string, text: string) => ({
    path,
    text,
    span: { start: 0, end: text.length },
    inTransaction: true,
  });
  const migrations: readonly Migration[] = [
    { name: '1_orders', up: script(OLD, ORDERS) },
    { name: '2_lines', up: script(NEWEST, LINES) },
  ];
  const history: MigrationHistory = { folder: 'db', tool: 'plain', migrations };
  const of: ProjectHistory = { project, root: '/w', history };
  const report: ReplayReport = {
    engine: { name: 'PGlite', version: '18.6', notes: [] },
    findings,
    failures,
    notes: ['extension postgis was stood in for'],
    statementCount: 3,
    reusedCount: 0,
    ms: 210,
  };
  let broken: ShadowError | undefined;
  const shadow: ShadowService = {
    prove: () => Promise.reject(new Error('not asked for here')),
    replay: () => (broken ? Promise.reject(broken) : Promise.resolve(report)),
    dispose: () => Promise.resolve(),
  };
  const schema = new FinalSchema(new ShadowAccess(() => shadow), () => new Date('2026-01-02T03:04:05Z'));
  const outcome = await schema.check(of, CALL);
  const joined = (path: string, text: string): readonly Finding[] => {
    const document = analyzer.analyze({ path, language: 'sql', text });
    if (!document) throw new Error('not analyzed');
    const own = document.analysis.findings;
    return schema.join({ uri: `file:///w/${path}`, version: 1, project, document, own, milliseconds: 0 });
  };
  const breakShadow = (error: ShadowError): void => {
    broken = error;
  };
  return { schema, of, outcome, joined, breakShadow };
}

function missingIndex(path: string, text: string, statement: string): SchemaFinding {
  const start = text.indexOf(statement);
  return {
    ruleId: 'fk-missing-index',
    object: { catalog: 'pg_constraint', oid: '1', name: 'public.lines_order' },
    message: 'no index',
    remedies: [{ title: 'Create an index on lines', kind: 'auto', sql: 'CREATE INDEX ON lines (order_id);' }],
    place: { path, start, end: start + statement.length },
  };
}

const ALTER = 'alter table lines add constraint lines_order foreign key (order_id) references orders;';

function of(findings: readonly Finding[], ruleId: string): readonly Finding[] {
  return findings.filter((finding) => finding.ruleId === ruleId);
}

describe('the final schema', () => {
  it('adds what it shows to the file that caused it, beside what the text shows', async () => {
    const { joined, outcome, schema, of: folder } = await knownSchema([missingIndex(NEWEST, LINES, ALTER)]);
    expect(outcome).toMatchObject({ findings: 1, problems: [], cancelled: false });
    expect(outcome.notes).toContain('extension postgis was stood in for');
    const [finding, ...rest] = of(joined(NEWEST, LINES), 'fk-missing-index');
    expect(rest).toEqual([]);
    expect(finding?.span.start).toBeGreaterThanOrEqual(LINES.indexOf(ALTER));
    expect(of(joined(OLD, ORDERS), 'fk-missing-index')).toEqual([]);
    expect([...schema.pathsWithFindings()]).toEqual([`/w/${NEWEST}`]);
    expect(schema.summaryOf(folder)).toMatchObject({ findingCount: 1, detail: 'Postgres 18.6 · 0.2 s' });
  });

  it('follows its statement while the text around it changes, and goes when the statement does', async () => {
    const { joined } = await knownSchema([missingIndex(NEWEST, LINES, ALTER)]);
    const above = `-- größer 😀\nselect 1;\n${LINES}`;
    expect(of(joined(NEWEST, above), 'fk-missing-index')[0]?.span.start).toBeGreaterThanOrEqual(
      above.indexOf(ALTER),
    );
    const renamed = LINES.replace('lines_order', 'lines_of_order');
    expect(of(joined(NEWEST, renamed), 'fk-missing-index')).toEqual([]);
  });

  it('leaves text of other files as it was', async () => {
    const { joined } = await knownSchema([missingIndex(NEWEST, LINES, ALTER)]);
    expect(of(joined('elsewhere.sql', LINES), 'fk-missing-index')).toEqual([]);
  });

  it('mends the newest migration in place, and an older one by a migration after it', async () => {
    const { joined } = await knownSchema([
      missingIndex(NEWEST, LINES, ALTER),
      missingIndex(OLD, ORDERS, ORDERS.trim()),
    ]);
    const [inPlace] = of(joined(NEWEST, LINES), 'fk-missing-index')[0]?.fixes ?? [];
    expect(inPlace).toMatchObject({ edits: [{ newText: '\ncreate index on lines (order_id);' }] });
    const [later] = of(joined(OLD, ORDERS), 'fk-missing-index')[0]?.fixes ?? [];
    expect(later).toMatchObject({
      edits: [],
      newFiles: [{ path: 'db/3_create_an_index_on_lines.sql', text: 'create index on lines (order_id);\n' }],
    });
  });

  it('tells statements that did not run by file and line', async () => {
    const start = LINES.indexOf(ALTER);
    const failure = { path: NEWEST, start, end: start + ALTER.length, message: 'it does not exist' };
    const { outcome } = await knownSchema([], [failure]);
    expect(outcome.notes).toContain('db/2_lines.sql:2: did not run: it does not exist');
  });

  it('keeps what was known when the next replay fails', async () => {
    const {
      of: folder,
      joined,
      schema,
      breakShadow,
    } = await knownSchema([missingIndex(NEWEST, LINES, ALTER)]);
    breakShadow(new ShadowError('memory', 'needs more than 2 GB'));
    expect(await schema.check(folder, CALL)).toMatchObject({
      problems: ['needs more than 2 GB'],
      cancelled: false,
    });
    expect(schema.isCurrent(folder)).toBe(true);
    expect(of(joined(NEWEST, LINES), 'fk-missing-index')).toHaveLength(1);
  });
});
