import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SqlParser } from '../../src/core/ports.ts';
import { analyzeSql } from '../../src/core/sql/analyzeSql.ts';
import { SQL_RULES } from '../../src/core/sql/rules/sqlRules.ts';
import { nodeAs, type SqlStatement } from '../../src/core/sql/sqlStatement.ts';
import { factsOfStatement, relationName } from '../../src/core/sql/statementFacts.ts';
import { loadLibpgQuery } from '../../src/engines/libpgQuery.ts';
import { heading } from './figures.ts';
import { squawkBinary } from './squawkBinary.ts';

const OUTPUT_BYTES_MAX = 1024 * 1024 * 1024;

interface PeerFinding {
  readonly file: string;
  readonly line: number;
  readonly rule_name: string;
}

interface PeerCount {
  all: number;
  /** About a table that the same file makes. */
  onNew: number;
}

/** How much `check` and squawk say, rule by rule, about the same files with default settings. */
export async function benchNoise(root: string): Promise<void> {
  const folder = process.env.FIXWARD_BENCH_MIGRATIONS;
  heading('findings per rule, default settings');
  if (folder === undefined) {
    console.log('  not measured: FIXWARD_BENCH_MIGRATIONS names no folder of migrations');
    return;
  }
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql'))
    .map((name) => join(folder, name));
  const ours = ownCounts(root, folder);
  const squawk = squawkBinary(root);
  const peers = squawk === undefined ? undefined : await peerCounts(squawk, files);
  const aliases = new Map(
    SQL_RULES.flatMap(({ id, aliases = [] }) => aliases.map((alias) => [alias, id] as const)),
  );
  const rows = new Map<string, { own: number; peer: PeerCount }>();
  const rowOf = (rule: string): { own: number; peer: PeerCount } => {
    const row = rows.get(rule) ?? { own: 0, peer: { all: 0, onNew: 0 } };
    rows.set(rule, row);
    return row;
  };
  for (const [rule, count] of ours) rowOf(rule).own = count;
  for (const [rule, count] of peers ?? []) {
    const { peer } = rowOf(aliases.get(rule) ?? rule);
    peer.all += count.all;
    peer.onNew += count.onNew;
  }
  const sum = { own: 0, peer: { all: 0, onNew: 0 } };
  print('rule', 'fixward', 'squawk', 'of these on new tables');
  for (const [rule, { own, peer }] of [...rows].sort(
    (a, b) => b[1].own + b[1].peer.all - a[1].own - a[1].peer.all,
  )) {
    print(rule, own, peer.all, peer.onNew);
    sum.own += own;
    sum.peer.all += peer.all;
    sum.peer.onNew += peer.onNew;
  }
  print(
    `all, in ${files.length} files`,
    sum.own,
    peers === undefined ? 'not measured' : sum.peer.all,
    sum.peer.onNew,
  );
}

function print(rule: string, own: string | number, peer: string | number, onNew: string | number): void {
  console.log(
    `  ${rule.padEnd(48)}${String(own).padStart(9)}${String(peer).padStart(14)}${String(onNew).padStart(24)}`,
  );
}

function ownCounts(root: string, folder: string): ReadonlyMap<string, number> {
  const { stdout } = spawnSync(
    process.execPath,
    [join(root, 'dist', 'cli.mjs'), 'check', folder, '--format', 'json', '--no-baseline'],
    { encoding: 'utf8', maxBuffer: OUTPUT_BYTES_MAX },
  );
  // SAFETY: the command's own output, whose shape its tests hold.
  const { findings } = JSON.parse(stdout) as { findings: readonly { readonly ruleId: string }[] };
  const counts = new Map<string, number>();
  for (const { ruleId } of findings) counts.set(ruleId, (counts.get(ruleId) ?? 0) + 1);
  return counts;
}

async function peerCounts(squawk: string, files: readonly string[]): Promise<ReadonlyMap<string, PeerCount>> {
  const { stdout } = spawnSync(squawk, ['--reporter', 'Json', ...files], {
    encoding: 'utf8',
    maxBuffer: OUTPUT_BYTES_MAX,
  });
  // SAFETY: the peer's documented report.
  const findings = JSON.parse(stdout) as readonly PeerFinding[];
  const parser = await loadLibpgQuery();
  const newLines = new Map<string, ReadonlySet<number>>();
  const counts = new Map<string, PeerCount>();
  for (const { file, line, rule_name } of findings) {
    const lines = newLines.get(file) ?? linesOnNewTables(readFileSync(file, 'utf8'), parser);
    newLines.set(file, lines);
    const count = counts.get(rule_name) ?? { all: 0, onNew: 0 };
    count.all++;
    if (lines.has(line)) count.onNew++;
    counts.set(rule_name, count);
  }
  return counts;
}

/** Lines of statements that change or index a table which an earlier statement of the file makes. */
function linesOnNewTables(text: string, parser: SqlParser): ReadonlySet<number> {
  const lines = new Set<number>();
  const made = new Set<string>();
  for (const { span, statement } of analyzeSql({ text, path: 'file.sql', rules: [], parser }).statements) {
    const table = changedTable(statement);
    if (table !== undefined && made.has(table)) {
      const first = text.slice(0, span.start).split('\n').length - 1;
      const last = first + text.slice(span.start, span.end).split('\n').length - 1;
      for (let line = first; line <= last; line++) lines.add(line);
    }
    for (const fact of factsOfStatement(statement)) {
      if (fact.startsWith('create:table:')) made.add(fact.slice('create:table:'.length));
    }
  }
  return lines;
}

function changedTable({ tree }: SqlStatement): string | undefined {
  const relation = nodeAs(tree, 'IndexStmt')?.relation ?? nodeAs(tree, 'AlterTableStmt')?.relation;
  return relation === undefined ? undefined : relationName(relation);
}
