import { errorMessage } from '../../../core/errorMessage.ts';
import type { ConfidenceMethod } from '../../../protocol/confidence.ts';
import type { SearchMeter } from '../../search/searchMeter.ts';
import type { PerformanceLedger } from '../performance/performanceLedger.ts';
import type { MetricsServer } from './metricsServer.ts';
import type { MetricsSources, ServiceMetrics } from './serviceMetrics.ts';

/** Figures for Prometheus, kept and served only while the user has set a port. */
export class Monitoring {
  readonly #sources: MetricsSources;
  readonly #log: (line: string) => void;
  #metrics: ServiceMetrics | undefined;
  #server: MetricsServer | undefined;
  #port: number | undefined;
  #problem: string | undefined;
  #changing: Promise<void> = Promise.resolve();

  constructor(
    sources: MetricsSources,
    { ledger, searches }: { readonly ledger: PerformanceLedger; readonly searches: SearchMeter },
    log: (line: string) => void,
  ) {
    this.#sources = sources;
    this.#log = log;
    ledger.listen((request) => this.#metrics?.request(request));
    searches.listen({
      stage: (...measured) => this.#metrics?.stage(...measured),
      ingested: (...counted) => this.#metrics?.ingested(...counted),
    });
  }

  /** Why the figures cannot be served; undefined while they are, or nobody wants them. */
  get problem(): string | undefined {
    return this.#problem;
  }

  scored(method: ConfidenceMethod): void {
    this.#metrics?.scored(method);
  }

  outcome(actual: number): void {
    this.#metrics?.outcome(actual >= 0.5 ? 'good' : 'bad');
  }

  /** Serves at the port from now on, or nowhere; settles once it does. */
  serveAt(port: number | undefined): Promise<void> {
    this.#changing = this.#changing.then(() => this.#serveAt(port));
    return this.#changing;
  }

  async #serveAt(port: number | undefined): Promise<void> {
    if (port === this.#port && this.#problem === undefined) return;
    await this.#server?.close();
    this.#server = undefined;
    this.#metrics = undefined;
    this.#port = port;
    this.#problem = undefined;
    if (port === undefined) return;
    try {
      // Loaded by those alone who want it.
      const [{ serviceMetrics }, { serveMetrics }] = await Promise.all([
        import('./serviceMetrics.ts'),
        import('./metricsServer.ts'),
      ]);
      const metrics = serviceMetrics(this.#sources);
      this.#server = await serveMetrics(metrics.registry, port);
      this.#metrics = metrics;
      this.#log(`figures for Prometheus: http://127.0.0.1:${this.#server.port}/metrics`);
    } catch (error) {
      this.#problem = `Figures cannot be served at port ${port}: ${errorMessage(error)}`;
      this.#log(this.#problem);
    }
  }
}
