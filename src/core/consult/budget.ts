import type { ConsultBudgetLimits } from './consultLimits.ts';

/** What one run may use up, specialists included. */
export interface RunLimits {
  readonly modelCallsMax: number;
  readonly tokensMax: number;
}

/** Counts what a run has used; asked before each call of a model. */
export interface RunMeter {
  /** Counts one call about to be made; a sentence when it may not be made. */
  beginCall(): string | undefined;
  addTokens(tokens: number): void;
  readonly calls: number;
  readonly tokens: number;
}

export function runMeter({ modelCallsMax, tokensMax }: RunLimits): RunMeter {
  let calls = 0;
  let tokens = 0;
  return {
    beginCall: () => {
      if (calls >= modelCallsMax) return `The limit of ${modelCallsMax} model calls for one turn is reached.`;
      if (tokens >= tokensMax) return `The limit of ${tokensMax} tokens is reached.`;
      calls += 1;
      return undefined;
    },
    addTokens: (more) => {
      tokens += more;
    },
    get calls() {
      return calls;
    },
    get tokens() {
      return tokens;
    },
  };
}

export interface UsedUp {
  readonly tokens: number;
  readonly costUsd: number;
  readonly dayTokens: number;
  readonly dayCostUsd: number;
}

/** One line about the first limit that is reached; undefined when there is room for another call. */
export function budgetProblem(limits: ConsultBudgetLimits, used: UsedUp): string | undefined {
  const { tokensMax, costUsdMax, dayTokensMax, dayCostUsdMax } = limits;
  if (tokensMax !== undefined && used.tokens >= tokensMax)
    return `This consultation has used its ${tokensMax} tokens; raise the budget to go on.`;
  if (costUsdMax !== undefined && used.costUsd >= costUsdMax)
    return `This consultation has cost its ${dollars(costUsdMax)}; raise the budget to go on.`;
  if (dayTokensMax !== undefined && used.dayTokens >= dayTokensMax)
    return `Today's ${dayTokensMax} tokens are used; raise the budget or wait until tomorrow.`;
  if (dayCostUsdMax !== undefined && used.dayCostUsd >= dayCostUsdMax)
    return `Today's ${dollars(dayCostUsdMax)} are spent; raise the budget or wait until tomorrow.`;
  return undefined;
}

/** Tokens that may still be used before a limit is reached; undefined when there is none. */
export function tokensLeft(limits: ConsultBudgetLimits, used: UsedUp): number | undefined {
  const rooms = [
    limits.tokensMax === undefined ? undefined : limits.tokensMax - used.tokens,
    limits.dayTokensMax === undefined ? undefined : limits.dayTokensMax - used.dayTokens,
  ].filter((room) => room !== undefined);
  return rooms.length === 0 ? undefined : Math.max(0, Math.min(...rooms));
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}
