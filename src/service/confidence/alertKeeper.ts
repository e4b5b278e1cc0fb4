import { errorMessage } from '../../core/errorMessage.ts';
import type { ConfidenceAlert } from '../../protocol/confidence.ts';
import { confidenceAlertFigures, performanceReport } from '../../store/functions/confidenceFigures.ts';
import type { StoreTransport } from '../../store/store.ts';
import { type AlertFacts, alertsOf, type RecentRequests } from './alerts.ts';
import { storeData } from './storeData.ts';

export interface AlertKeeperOptions {
  readonly store: Pick<StoreTransport, 'call'>;
  readonly fits: () => Promise<AlertFacts['fits']>;
  readonly budget: () => AlertFacts['budget'];
  readonly usedToday: () => Promise<AlertFacts['today']>;
  /** When alerts came or went. */
  readonly onChanged: (alerts: readonly ConfidenceAlert[]) => void;
  readonly log: (line: string) => void;
  readonly now?: () => number;
}

const HOUR_MS = 3_600_000;
/** Whoever looks at the page again at once sees what was found then. */
const FRESH_MS = 5_000;

/** Knows which alerts there are, and since when. */
export class AlertKeeper {
  readonly #options: AlertKeeperOptions;
  #alerts: readonly ConfidenceAlert[] = [];
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;

  constructor(options: AlertKeeperOptions) {
    this.#options = options;
  }

  /** As they were found last. */
  get last(): readonly ConfidenceAlert[] {
    return this.#alerts;
  }

  async alerts(): Promise<readonly ConfidenceAlert[]> {
    const now = this.#now();
    if (now - this.#lookedAt >= FRESH_MS) await this.look();
    return this.#alerts;
  }

  /** Looks anew; what cannot be looked at now leaves the alerts as they were. */
  async look(): Promise<void> {
    this.#looking ??= this.#look()
      .catch((error: unknown) => this.#options.log(`confidence: alerts: ${errorMessage(error)}`))
      .finally(() => {
        this.#looking = undefined;
      });
    await this.#looking;
  }

  async #look(): Promise<void> {
    const { fits, budget, usedToday, onChanged } = this.#options;
    this.#lookedAt = this.#now();
    const [models, answers, known, today, calibration] = await Promise.all([
      this.#recent('model'),
      this.#recent('answer'),
      fits(),
      usedToday(),
      this.#calibration(),
    ]);
    const found = alertsOf({ fits: known, models, answers, budget: budget(), today, calibration });
    const now = new Date(this.#now()).toISOString();
    const before = new Map(this.#alerts.map((alert) => [alert.id, alert]));
    const isChanged =
      found.length !== before.size || found.some(({ id, level }) => before.get(id)?.level !== level);
    this.#alerts = found.map((alert) => ({
      ...alert,
      since: alert.since ?? before.get(alert.id)?.since ?? now,
    }));
    if (isChanged) onChanged(this.#alerts);
  }

  async #recent(requestType: string): Promise<RecentRequests> {
    const from = new Date(this.#now() - HOUR_MS).toISOString();
    const filters = { from, request_types: [requestType] };
    const { trend, rows } = storeData(
      await performanceReport(this.#options.store, { filters, bucket: 'hour' }),
    );
    const requests = rows.reduce((sum, row) => sum + row.requests, 0);
    const measured = rows.reduce((sum, row) => sum + row.error_measured, 0);
    const errors = rows.reduce((sum, row) => sum + (row.error_rate ?? 0) * row.error_measured, 0);
    // Percentiles of two hours do not add up: the worse one counts.
    const p95 = trend.flatMap(({ p95_ms: each }) => (each === undefined ? [] : [each]));
    return {
      requests,
      ...(p95.length > 0 && { p95Ms: Math.max(...p95) }),
      ...(measured > 0 && { errorRate: errors / measured }),
    };
  }

  async #calibration(): Promise<AlertFacts['calibration']> {
    const { calibration } = storeData(await confidenceAlertFigures(this.#options.store));
    return calibration.map(({ method, outcomes, ece }) => ({
      method,
      outcomes,
      ...(ece !== undefined && { ece }),
    }));
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }
}
