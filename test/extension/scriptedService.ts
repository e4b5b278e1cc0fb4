import type { AskService } from '../../src/extension/relay/fixwardService.ts';

export interface Asked {
  readonly method: string;
  readonly params: unknown;
}

type Answer = (request: Readonly<Record<string, unknown>>) => unknown;

/** A service that answers from tables: store functions by name with their data, methods by name with their answer. */
export function scriptedService(
  functions: Readonly<Record<string, Answer>>,
  methods: Readonly<Record<string, Answer>> = {},
): { readonly ask: AskService; readonly asked: Asked[] } {
  const asked: Asked[] = [];
  const ask: AskService = async (method, params, signal) => {
    asked.push({ method, params });
    // As over a wire: never at once, and not after the caller has given up.
    await new Promise((resolve) => setTimeout(resolve));
    signal?.throwIfAborted();
    // SAFETY: the tests' own callers give objects.
    const given = (params ?? {}) as Readonly<Record<string, unknown>>;
    if (method !== 'store/call') {
      const answer = methods[method];
      if (!answer) throw new Error(`nobody answers ${method}`);
      return answer(given);
    }
    // SAFETY: `callStore` sends a name and a request.
    const { name, request } = given as { name: string; request: Readonly<Record<string, unknown>> };
    const answer = functions[name];
    if (!answer) return { ok: false, error: { code: 'not_found', message: `no function ${name}` } };
    const data = answer(request);
    return data instanceof Refusal ? { ok: false, error: data.error } : { ok: true, data };
  };
  return { ask, asked };
}

/** Given back by a function's table entry, it becomes a refusal of the store. */
export class Refusal {
  constructor(readonly error: Readonly<Record<string, unknown>>) {}
}

export const ROW = {
  id: '3f0c6f3e-7a3c-4a47-9d5f-0d7a5f7a0001',
  key: 'enable-row-level-security',
  title: 'Turn on row level security',
  problem_type: 'Security',
  severity: 'CRITICAL',
  problem_description: 'Open table.',
  layers: [1],
  status: 'active',
  origin: 'shipped',
  successes: 3,
  failures: 1,
  applied_count: 4,
  version: 7,
} as const;
