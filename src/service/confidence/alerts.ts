import type { ConsultBudgetLimits } from '../../core/consult/consultLimits.ts';
import type { ConfidenceAlert } from '../../protocol/confidence.ts';
import type { Fit } from './calibration.ts';

/** Requests of one type in the last hour, as the store sums them. */
export interface RecentRequests {
  readonly requests: number;
  readonly p95Ms?: number;
  readonly errorRate?: number;
}

/** How far stated and true frequencies lie apart lately, per method. */
export interface RecentCalibration {
  readonly method: string;
  readonly outcomes: number;
  readonly ece?: number;
}

export interface AlertFacts {
  readonly calibration: readonly RecentCalibration[];
  readonly fits: readonly Pick<Fit, 'method' | 'family' | 'drift'>[];
  /** Calls of models. */
  readonly models: RecentRequests;
  /** Questions from being asked to being answered. */
  readonly answers: RecentRequests;
  readonly budget: ConsultBudgetLimits;
  readonly today: { readonly tokens: number; readonly costUsd: number };
}

export type FoundAlert = Omit<ConfidenceAlert, 'since'> & { readonly since?: string };

/** Fewer outcomes make a calibration error of their own. */
const CALIBRATION_OUTCOMES_MIN = 100;
const CALIBRATION_ERROR_MAX = 0.15;
/** Of fewer requests a share says nothing. */
const REQUESTS_MIN = 10;
const ERROR_RATE_WARNING = 0.05;
const ERROR_RATE_ERROR = 0.25;
/** A plan with four specialists takes minutes; an answer that takes longer than this is one nobody waits for. */
const SLOW_MS = 300_000;
const ANSWERS_MIN = 3;
const BUDGET_WARNING = 0.8;

/** What somebody should know of now; one alert of each kind at most. */
export function alertsOf(facts: AlertFacts): readonly FoundAlert[] {
  return [driftAlert(facts), errorAlert(facts), slowAlert(facts), budgetAlert(facts)].filter(
    (alert) => alert !== undefined,
  );
}

function driftAlert({ fits, calibration }: AlertFacts): FoundAlert | undefined {
  const drifting = fits.filter(({ drift }) => drift.state === 'drifting');
  const [first] = drifting;
  if (!first) return offAlert(calibration);
  const { method, family, drift } = first;
  const { outcomes, brier = 0, brierMax = 0, gap = 0 } = drift;
  const way = gap < 0 ? 'promise more than they keep' : 'are not what they were';
  const more = drifting.length > 1 ? ` and ${drifting.length - 1} more` : '';
  return {
    id: 'calibration_drift',
    level: 'warning',
    text: `Confidence by ${method} for ${family}${more}: values ${way} (Brier score ${brier.toFixed(3)} over the last ${outcomes} outcomes, at most ${brierMax.toFixed(3)} expected). Review some answers; the calibration is made anew from what you say.`,
    ...(drift.since !== undefined && { since: drift.since }),
  };
}

function offAlert(calibration: readonly RecentCalibration[]): FoundAlert | undefined {
  const off = calibration.find(
    ({ outcomes, ece = 0 }) => outcomes >= CALIBRATION_OUTCOMES_MIN && ece > CALIBRATION_ERROR_MAX,
  );
  if (!off) return undefined;
  const { method, outcomes, ece = 0 } = off;
  return {
    id: 'calibration_drift',
    level: 'warning',
    text: `Confidence by ${method} was off by ${Math.round(ece * 100)} % on average over the last ${outcomes} outcomes. Look at the reliability diagram; values are fitted anew as outcomes come in.`,
  };
}

function errorAlert({ models: { requests, errorRate } }: AlertFacts): FoundAlert | undefined {
  if (requests < REQUESTS_MIN || errorRate === undefined || errorRate <= ERROR_RATE_WARNING) return undefined;
  return {
    id: 'error_rate',
    level: errorRate >= ERROR_RATE_ERROR ? 'error' : 'warning',
    text: `${Math.round(errorRate * 100)} % of ${requests} requests to models failed in the last hour. Look at the keys and the provider's state.`,
  };
}

function slowAlert({ answers: { requests, p95Ms } }: AlertFacts): FoundAlert | undefined {
  if (requests < ANSWERS_MIN || p95Ms === undefined || p95Ms <= SLOW_MS) return undefined;
  return {
    id: 'slow_answers',
    level: 'warning',
    text: `One answer in twenty took longer than ${Math.round(p95Ms / 60_000)} minutes in the last hour. A smaller model, or asking directly in place of a plan, is quicker.`,
  };
}

function budgetAlert({ budget, today }: AlertFacts): FoundAlert | undefined {
  const shares = [
    share(today.tokens, budget.dayTokensMax, 'tokens', (value) => String(Math.round(value))),
    share(today.costUsd, budget.dayCostUsdMax, 'dollars', (value) => value.toFixed(2)),
  ].filter((each) => each !== undefined);
  const [highest] = shares.toSorted((one, other) => other.part - one.part);
  if (!highest || highest.part < BUDGET_WARNING) return undefined;
  const isSpent = highest.part >= 1;
  return {
    id: 'budget',
    level: isSpent ? 'error' : 'warning',
    text: isSpent
      ? `Today's budget is used: ${highest.words}. Raise it, or wait until tomorrow.`
      : `Today's budget is nearly used: ${highest.words}.`,
  };
}

function share(
  used: number,
  most: number | undefined,
  unit: string,
  write: (value: number) => string,
): { readonly part: number; readonly words: string } | undefined {
  if (most === undefined || most <= 0) return undefined;
  return { part: used / most, words: `${write(used)} of ${write(most)} ${unit}` };
}
