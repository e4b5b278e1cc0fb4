import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { serviceMetrics } from '../../../../src/service/confidence/monitoring/serviceMetrics.ts';

const read = (name: string): string =>
  readFileSync(new URL(`../../../../media/monitoring/${name}`, import.meta.url), 'utf8');

const rulesSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string().min(1),
      rules: z
        .array(
          z.strictObject({
            alert: z.string().regex(/^Fixward[A-Za-z]+$/u),
            expr: z.string().min(1),
            for: z.string().regex(/^\d+[smh]$/u),
            labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
            annotations: z.strictObject({ summary: z.string().min(1), description: z.string().min(1) }),
          }),
        )
        .min(1),
    }),
  ),
});
const dashboardSchema = z.looseObject({
  title: z.literal('Fixward'),
  uid: z.string(),
  panels: z
    .array(
      z.looseObject({
        id: z.number(),
        title: z.string(),
        gridPos: z.object({ h: z.number(), w: z.number(), x: z.number(), y: z.number() }),
        targets: z.array(z.looseObject({ expr: z.string(), refId: z.string() })).min(1),
      }),
    )
    .min(1),
});

/** A service in which everything has happened once, well and badly. */
async function exposed(): Promise<{
  readonly text: string;
  readonly labels: ReadonlyMap<string, Set<string>>;
}> {
  const metrics = serviceMetrics({
    known: () => [{ method: 'verbalized', isDrifting: false, forecasts: [{ p: 0.9, y: 1 }] }],
    alerts: () => [{ id: 'budget', level: 'warning' }],
    budgetUsed: async () => ({ tokens: 0.5, cost: 0.1 }),
    outbox: () => 1,
    library: () => ({ chunks: 1, waiting: 1, lagSeconds: 1 }),
    storeProcess: () => ({ memoryBytes: 1, cpuPercent: 1, waiting: 1 }),
  });
  metrics.stage('rerank', 1, false);
  metrics.ingested('embedded', 1);
  for (const failed of [true, false]) {
    for (const requestType of ['model', 'answer', 'search/patterns', 'tools/run']) {
      metrics.request({ requestType, ms: 10, failed, isEmpty: true, tokensIn: 1, tokensOut: 1 });
    }
  }
  metrics.scored('verbalized');
  metrics.outcome('good');
  metrics.outcome('bad');
  const text = await metrics.registry.metrics();
  const labels = new Map<string, Set<string>>();
  for (const line of text.split('\n')) {
    const [, name = '', inner = ''] = /^([a-z_]+)(?:\{(.*)\})? /u.exec(line) ?? [];
    if (name === '') continue;
    const known = labels.get(name) ?? new Set();
    for (const [, label = ''] of inner.matchAll(/(\w+)="/gu)) known.add(label);
    labels.set(name, known);
  }
  return { text, labels };
}

/** Words of the query language that stand in the shipped files. */
const LANGUAGE = new Set([
  'sum',
  'rate',
  'increase',
  'histogram_quantile',
  'vector',
  'by',
  'on',
  'and',
  'or',
]);

interface Used {
  /** Series as they are selected: name and label values. */
  readonly series: readonly { readonly name: string; readonly selected: readonly string[] }[];
  /** Labels that are grouped or matched by. */
  readonly grouped: readonly string[];
}

function usedIn(expr: string): Used {
  const grouped: string[] = [];
  const series: { name: string; selected: readonly string[] }[] = [];
  const plain = expr
    .replaceAll(/\[[^\]]*\]/gu, ' ')
    .replaceAll(/\b(?:by|on) \(([^)]*)\)/gu, (_all, names: string) => {
      grouped.push(...names.split(',').map((name) => name.trim()));
      return ' ';
    })
    .replaceAll(/([a-z_]+)\{([^}]*)\}/gu, (_all, name: string, inner: string) => {
      series.push({ name, selected: inner.split(',').map((each) => each.trim()) });
      return ' ';
    });
  for (const [name] of plain.matchAll(/[a-z_]{2,}/gu)) {
    if (!LANGUAGE.has(name)) series.push({ name, selected: [] });
  }
  return { series, grouped };
}

const rules = rulesSchema.parse(parse(read('alerts.yaml')));
const dashboard = dashboardSchema.parse(JSON.parse(read('dashboard.json')));
const queries = [
  ...rules.groups.flatMap((group) => group.rules.map(({ alert, expr }) => [alert, expr] as const)),
  ...dashboard.panels.flatMap(({ title, targets }) => targets.map(({ expr }) => [title, expr] as const)),
];

describe('alert rules and dashboard', () => {
  it.each(queries)('%s asks only for what is served: %s', async (_name, expr) => {
    const { text, labels } = await exposed();
    const { series, grouped } = usedIn(expr);
    expect(series.length).toBeGreaterThan(0);
    for (const { name, selected } of series) {
      expect([...labels.keys()]).toContain(name);
      const lines = text
        .split('\n')
        .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
      for (const value of selected) expect(lines.join('\n')).toContain(value);
    }
    const known = new Set(series.flatMap(({ name }) => [...(labels.get(name) ?? [])]));
    for (const label of grouped) expect([...known]).toContain(label);
  });

  it.each(queries)('%s is whole: %s', (_name, expr) => {
    for (const [open, close] of ['()', '[]', '{}']) {
      expect(expr.split(open ?? '').length).toBe(expr.split(close ?? '').length);
    }
  });

  it('have names of their own', () => {
    const names = rules.groups.flatMap((group) => group.rules.map(({ alert }) => alert));
    expect(new Set(names).size).toBe(names.length);
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('name only labels that their figures have', async () => {
    const { labels } = await exposed();
    for (const { rules: all } of rules.groups) {
      for (const { expr, annotations } of all) {
        const known = new Set(usedIn(expr).series.flatMap(({ name }) => [...(labels.get(name) ?? [])]));
        for (const [, label = ''] of annotations.summary.matchAll(/\$labels\.(\w+)/gu)) {
          expect([...known]).toContain(label);
        }
      }
    }
  });

  it('stand side by side, none upon another', () => {
    const cells = new Set<string>();
    for (const { gridPos, title } of dashboard.panels) {
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      for (let x = gridPos.x; x < gridPos.x + gridPos.w; x += 1) {
        const cell = `${x}/${gridPos.y}`;
        expect(cells.has(cell), `${title} at ${cell}`).toBe(false);
        cells.add(cell);
      }
    }
  });
});
