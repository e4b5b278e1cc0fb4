/** US dollars for a million tokens. */
export interface ModelPrice {
  readonly inUsd: number;
  /** Input that the endpoint had in its cache. */
  readonly cachedInUsd: number;
  /** Reasoning tokens are paid as output. */
  readonly outUsd: number;
}

/** Where the prices come from; shown with each cost. */
export const PRICES_SOURCE = "OpenAI's published list prices, standard tier, USD per million tokens";
/** When they were written down; endpoints change prices without telling. */
export const PRICES_AS_OF = '2025-08';

const PRICES: Readonly<Record<string, ModelPrice>> = {
  o3: price(2, 0.5, 8),
  'o4-mini': price(1.1, 0.275, 4.4),
  'o3-mini': price(1.1, 0.55, 4.4),
  o1: price(15, 7.5, 60),
  'gpt-5': price(1.25, 0.125, 10),
  'gpt-5-mini': price(0.25, 0.025, 2),
  'gpt-5-nano': price(0.05, 0.005, 0.4),
  'gpt-4.1': price(2, 0.5, 8),
  'gpt-4.1-mini': price(0.4, 0.1, 1.6),
  'gpt-4.1-nano': price(0.1, 0.025, 0.4),
  'gpt-4o': price(2.5, 1.25, 10),
  'gpt-4o-mini': price(0.15, 0.075, 0.6),
};

const OPENAI_HOST = 'api.openai.com';
const DATED_NAME = /-\d{4}-\d{2}-\d{2}$/u;
const TOKENS_PER_PRICE = 1_000_000;

/** Undefined when the price is not known: another endpoint, or a model that is not in the list. */
export function priceOf(baseUrl: string | undefined, model: string): ModelPrice | undefined {
  if (baseUrl !== undefined && hostOf(baseUrl) !== OPENAI_HOST) return undefined;
  const name = model.replace(DATED_NAME, '');
  return Object.hasOwn(PRICES, name) ? PRICES[name] : undefined;
}

export function costUsd(
  price: ModelPrice,
  usage: { readonly tokensIn: number; readonly tokensCachedIn?: number; readonly tokensOut: number },
): number {
  const cached = Math.min(usage.tokensCachedIn ?? 0, usage.tokensIn);
  const dollars =
    (usage.tokensIn - cached) * price.inUsd + cached * price.cachedInUsd + usage.tokensOut * price.outUsd;
  return dollars / TOKENS_PER_PRICE;
}

function price(inUsd: number, cachedInUsd: number, outUsd: number): ModelPrice {
  return { inUsd, cachedInUsd, outUsd };
}

function hostOf(baseUrl: string): string | undefined {
  return /^https?:\/\/([^/:?#]+)/iu.exec(baseUrl)?.[1]?.toLowerCase();
}
