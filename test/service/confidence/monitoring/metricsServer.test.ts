import { request } from 'node:http';
import { Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type MetricsServer,
  serveMetrics,
} from '../../../../src/service/confidence/monitoring/metricsServer.ts';
import { serviceMetrics } from '../../../../src/service/confidence/monitoring/serviceMetrics.ts';

const running: MetricsServer[] = [];
afterEach(async () => {
  for (const server of running.splice(0)) await server.close();
});

const SOURCES = {
  known: () => [],
  alerts: () => [],
  budgetUsed: async () => ({}),
  library: () => ({}),
  outbox: () => undefined,
};

async function served(registry: Registry = serviceMetrics(SOURCES).registry): Promise<MetricsServer> {
  const server = await serveMetrics(registry, 0);
  running.push(server);
  return server;
}

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function ask(
  { port }: MetricsServer,
  { path = '/metrics', method = 'GET', headers = {} }: Asked = {},
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (piece: string) => {
        text += piece;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
    });
    sent.on('error', reject);
    sent.end();
  });
}

describe('figures for Prometheus', () => {
  it('leave out what nobody has measured', async () => {
    const { text } = await ask(await served());
    expect(text).toContain('# TYPE rag_chunks gauge');
    for (const name of ['rag_chunks', 'rag_ingest_lag_seconds', 'rag_queue_depth', 'fixward_store']) {
      expect(text).not.toMatch(new RegExp(`^${name}`, 'mu'));
    }
  });

  it('are given to whoever asks this machine by its own address', async () => {
    const metrics = serviceMetrics({
      known: () => [
        {
          method: 'verbalized',
          isDrifting: true,
          forecasts: [
            { p: 0.9, y: 1 },
            { p: 0.9, y: 0 },
          ],
        },
      ],
      alerts: () => [{ id: 'budget', level: 'error' }],
      budgetUsed: async () => ({ tokens: 0.5 }),
      outbox: () => 9,
      library: () => ({ chunks: 40, waiting: 2, lagSeconds: 12 }),
      storeProcess: () => ({ memoryBytes: 7e8, cpuPercent: 12.5, waiting: 3 }),
    });
    metrics.stage('rerank', 4, false);
    metrics.stage('embed', 900, true);
    metrics.ingested('embedded', 38);
    metrics.request({ requestType: 'search/patterns', ms: 40, failed: false, isEmpty: true });
    metrics.request({ requestType: 'model', ms: 2_000, failed: true, tokensIn: 5, cacheHitRate: 0.6 });
    metrics.request({ requestType: 'answer', ms: 9_000, failed: false });
    metrics.scored('verbalized');
    metrics.outcome('bad');
    const { status, text } = await ask(await served(metrics.registry));

    expect(status).toBe(200);
    for (const line of [
      'confidence_brier{method="verbalized"} 0.41',
      'confidence_ece{method="verbalized"} 0.4',
      'confidence_known_outcomes{method="verbalized"} 2',
      'confidence_calibration_drifting{method="verbalized"} 1',
      'confidence_alerts{id="budget",level="error"} 1',
      'confidence_scores_total{method="verbalized"} 1',
      'confidence_outcomes_total{result="bad"} 1',
      'fixward_budget_used_ratio{kind="tokens"} 0.5',
      'rag_search_duration_seconds_bucket{le="0.05",stage="total",outcome="ok"} 1',
      'rag_searches_total{mode="patterns",outcome="ok"} 1',
      'rag_empty_results_total 1',
      'fixward_model_requests_total{outcome="error"} 1',
      'fixward_model_tokens_total{direction="in"} 5',
      'fixward_answer_duration_seconds_count{outcome="ok"} 1',
      'fixward_model_cached_tokens_total 3',
      'rag_rerank_duration_seconds_bucket{le="0.005",outcome="ok"} 1',
      'rag_search_duration_seconds_count{stage="embed",outcome="error"} 1',
      'rag_ingest_files_total{result="embedded"} 38',
      'rag_ingest_lag_seconds 12',
      'rag_chunks 40',
      'rag_queue_depth{queue="embedding"} 2',
      'rag_queue_depth{queue="store"} 3',
      'rag_queue_depth{queue="outbox"} 9',
      'fixward_store_memory_bytes 700000000',
      'fixward_store_cpu_ratio 0.125',
    ]) {
      expect(text).toContain(line);
    }
  });

  it.each([
    ['another name, as a page of a browser would', { headers: { host: 'evil.example' } }, 403],
    ['another port in the name', { headers: { host: '127.0.0.1:1' } }, 403],
    ['a page', { headers: { origin: 'http://127.0.0.1' } }, 403],
    ['another path', { path: '/' }, 404],
    ['anything but reading', { method: 'POST' }, 405],
  ])('are refused to %s', async (_what, asked, status) => {
    const server = await served();
    const answer = await ask(server, asked);
    expect(answer.status).toBe(status);
    expect(answer.text).not.toContain('# HELP');
  });

  it('answer a name for the machine itself', async () => {
    const server = await served();
    expect((await ask(server, { headers: { host: `localhost:${server.port}` } })).status).toBe(200);
    expect((await ask(server, { method: 'HEAD' })).text).toBe('');
  });

  it('cannot be served where the port is taken', async () => {
    const { port } = await served();
    await expect(serveMetrics(new Registry(), port)).rejects.toThrow('EADDRINUSE');
  });
});
