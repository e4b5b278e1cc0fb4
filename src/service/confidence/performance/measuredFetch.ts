import { PROBE_QUESTION } from '../../../core/models/capabilities.ts';
import type { EndpointFetch, KeyUsage } from '../../../engines/models/rotatingFetch.ts';

export interface MeasuredAnswer {
  /** As the request names it. */
  readonly model: string;
  /** From the request to the answer's last byte. */
  readonly ms: number;
  readonly failed: boolean;
  /** Absent where the endpoint told nothing. */
  readonly usage?: KeyUsage;
}

/** As it stands in a request. */
const PROBE = JSON.stringify(PROBE_QUESTION).slice(1, -1);

/**
 * `fetch` that tells how long each answer of a model took and whether it failed. Lists of models, and requests that only
 * find out what a model takes, are no answers; one that its reader gave up says nothing of how long it would have taken.
 */
export function measuredFetch(
  send: EndpointFetch,
  onMeasured: (answer: MeasuredAnswer) => void,
  now: () => number = () => performance.now(),
): EndpointFetch {
  return async (input, init, listener = {}) => {
    const sent = typeof init?.body === 'string' ? init.body : '';
    if (sent === '' || sent.includes(PROBE)) return send(input, init, listener);
    const startedAt = now();
    let usage: KeyUsage | undefined;
    let isTold = false;
    const tell = (failed: boolean): void => {
      if (isTold || init?.signal?.aborted) return;
      isTold = true;
      const reported = usage?.method === 'reported' ? usage : undefined;
      onMeasured({
        model: modelIn(sent),
        ms: now() - startedAt,
        failed,
        ...(reported && { usage: reported }),
      });
    };
    const onAnswerUsage = (used: KeyUsage): void => {
      usage = used;
      listener.onAnswerUsage?.(used);
    };
    let answer: Response;
    try {
      answer = await send(input, init, { ...listener, onAnswerUsage });
    } catch (error) {
      tell(true);
      throw error;
    }
    if (!answer.ok || !answer.body) {
      tell(!answer.ok);
      return answer;
    }
    const { status, statusText, headers } = answer;
    return new Response(watched(answer.body, tell), { status, statusText, headers });
  };
}

function watched(
  body: ReadableStream<Uint8Array>,
  tell: (failed: boolean) => void,
): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  let isGivenUp = false;
  return new ReadableStream(
    {
      pull: async (controller) => {
        try {
          const { done, value } = await reader.read();
          if (isGivenUp) return;
          if (!done) {
            controller.enqueue(value);
            return;
          }
          tell(false);
          controller.close();
        } catch (error) {
          if (isGivenUp) return;
          tell(true);
          controller.error(error);
        }
      },
      cancel: (reason) => {
        isGivenUp = true;
        return reader.cancel(reason);
      },
    },
    // Read when it is asked for: what nobody takes is not waited for.
    { highWaterMark: 0 },
  );
}

function modelIn(body: string): string {
  return /"model"\s*:\s*"([^"]{1,200})"/u.exec(body)?.[1] ?? 'unknown';
}
