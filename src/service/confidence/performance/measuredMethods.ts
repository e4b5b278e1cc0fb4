import { ServiceFailure } from '../../../store/client/serviceClient.ts';
import type { ServiceMethods } from '../../serviceContext.ts';
import type { MeasuredRequest } from './performanceLedger.ts';

/**
 * Requests that somebody waits for; calls of the store and what programs tell each other are no such. Nor are rounds of
 * syncing: what is kept of one would be what the next one has to bring.
 */
const MATTERS =
  /^(?:search\/|tools\/run$|library\/|knowledge\/|sync\/(?!(?:now|status)$)|consult\/(?:start|get|list|decide)$|confidence\/(?:overview|scores|get)$)/u;

/** The same methods, those that matter with a clock beside them. */
export function measuredMethods(
  methods: ServiceMethods,
  onMeasured: (request: MeasuredRequest) => void,
  now: () => number = () => performance.now(),
): ServiceMethods {
  const entries = Object.entries(methods).map(([name, method]): [string, ServiceMethods[string]] => {
    if (!MATTERS.test(name)) return [name, method];
    return [
      name,
      async (params, call) => {
        const startedAt = now();
        const tell = (failed: boolean, answer?: unknown): void => {
          // Who gave up did not wait for its end.
          if (call.signal.aborted) return;
          const ms = now() - startedAt;
          const empty = hasNoHits(answer) && { isEmpty: true };
          onMeasured({ requestType: name, endpoint: 'service', ms, failed, ...empty });
        };
        try {
          const answer = await method(params, call);
          tell(false, answer);
          return answer;
        } catch (error) {
          // What was asked wrongly was answered rightly.
          tell(!(error instanceof ServiceFailure && error.code === 'invalid'));
          throw error;
        }
      },
    ];
  });
  return Object.fromEntries(entries);
}

function hasNoHits(answer: unknown): boolean {
  if (typeof answer !== 'object' || answer === null || !('hits' in answer)) return false;
  return Array.isArray(answer.hits) && answer.hits.length === 0;
}
