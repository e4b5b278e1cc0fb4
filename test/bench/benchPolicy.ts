import { join } from 'node:path';
import { classifySql } from '../../src/core/policy/sql/classifySql.ts';
import { loadPermissions } from '../../src/engines/cedar/cedarPermissions.ts';
import { loadLibpgQuery } from '../../src/engines/libpgQuery.ts';
import { ENDLESS, READS, REFUSED } from '../core/policy/sql/sqlCases.ts';
import { figuresOf, heading, line } from './figures.ts';

const ROUNDS = 50;
const DECISIONS = 2_000;

/** What the guards cost each query and each call of a tool. */
export async function benchPolicy(root: string): Promise<void> {
  const { parseScript } = await loadLibpgQuery();
  const texts = [...READS, ...ENDLESS, ...REFUSED.map(([sql]) => sql)];
  heading(`Judging SQL (${texts.length} texts, ${ROUNDS} rounds)`);
  line(
    'one text',
    figuresOf(timed(ROUNDS * texts.length, (n) => classifySql(parseScript, texts[n % texts.length] ?? ''))),
  );
  const long = `SELECT 1 WHERE 1 IN (${'1,'.repeat(45_000)}1)`;
  line(`a text of ${long.length} characters`, figuresOf(timed(20, () => classifySql(parseScript, long))));

  heading('Permissions');
  const started = performance.now();
  const shippedFolder = join(root, 'media', 'policies');
  const { decide, problems } = await loadPermissions({ shippedFolder });
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const opened = performance.now() - started;
  line('opening the policies, once', { median: opened, p95: opened });
  const request = {
    principal: 'consultant',
    tool: 'run_readonly_sql',
    action: 'query_database',
    target: { kind: 'database', name: 'dev', environment: 'development' },
    tainted: true,
    trusted: true,
    writable: false,
    approved: false,
  } as const;
  line('one decision: allowed', figuresOf(timed(DECISIONS, () => decide(request))));
  line(
    'one decision: to be asked',
    figuresOf(timed(DECISIONS, () => decide({ ...request, action: 'reach_out' }))),
  );
}

function timed(count: number, run: (n: number) => unknown): readonly number[] {
  return Array.from({ length: count }, (_, n) => {
    const started = performance.now();
    run(n);
    return performance.now() - started;
  });
}
