import type {
  ConfidenceAlert,
  ConfidenceDetail,
  ConfidenceOverview,
  ConfidenceOverviewParams,
  ConfidenceReviewParams,
  ConfidenceScores,
  ConfidenceScoresParams,
  ConfidenceSeenParams,
} from '../../protocol/confidence.ts';
import type { AskService } from '../relay/fixwardService.ts';
import { ServiceProblem } from '../relay/serviceProblem.ts';
import { rowOf, rowsOf } from '../relay/wire.ts';

/** What the service's methods for confidence answer, as the editor's parts ask for it. */
export class ConfidenceGateway {
  readonly #ask: AskService;

  constructor(ask: AskService) {
    this.#ask = ask;
  }

  async overview(params: ConfidenceOverviewParams, signal?: AbortSignal): Promise<ConfidenceOverview> {
    return whole<ConfidenceOverview>(await this.#ask('confidence/overview', params, signal), 'totals');
  }

  async scores(params: ConfidenceScoresParams, signal?: AbortSignal): Promise<ConfidenceScores> {
    return whole<ConfidenceScores>(await this.#ask('confidence/scores', params, signal), 'scores');
  }

  async detail(scoreId: string, signal?: AbortSignal): Promise<ConfidenceDetail> {
    return whole<ConfidenceDetail>(await this.#ask('confidence/get', { scoreId }, signal), 'scoreId');
  }

  async review(params: ConfidenceReviewParams): Promise<void> {
    await this.#ask('confidence/review', params);
  }

  async seen(params: ConfidenceSeenParams): Promise<void> {
    await this.#ask('confidence/seen', params);
  }

  async alerts(signal?: AbortSignal): Promise<readonly ConfidenceAlert[]> {
    return alertsIn(await this.#ask('confidence/alerts', {}, signal));
  }
}

/** The alerts of an answer or an event. */
export function alertsIn(value: unknown): readonly ConfidenceAlert[] {
  // SAFETY: the service is of the same version; what is no row is left out.
  return rowsOf(rowOf(value).alerts) as unknown as readonly ConfidenceAlert[];
}

/** The service is of the same version as the editor's part; an answer of another shape is a defect, said as one. */
function whole<Value>(answer: unknown, proof: string): Value {
  const row = rowOf(answer);
  if (!Object.hasOwn(row, proof)) {
    throw new ServiceProblem({
      code: 'internal',
      message: 'The service answered with something else than was asked for.',
    });
  }
  // SAFETY: same version, and the row has what tells it from every other answer.
  return row as Value;
}
