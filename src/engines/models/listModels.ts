import { z } from 'zod';
import type { EndpointFetch } from './rotatingFetch.ts';

const TIMEOUT_MS = 10_000;

const openaiList = z.object({ data: z.array(z.object({ id: z.string() })) });
const ollamaList = z.object({ models: z.array(z.object({ name: z.string() })) });

/** Names of what an endpoint offers; undefined when it does not tell. */
export async function listOpenaiModels(
  baseUrl: string,
  send: EndpointFetch,
): Promise<readonly string[] | undefined> {
  const list = await asked(`${baseUrl}/models`, send, openaiList);
  return list?.data.map(({ id }) => id);
}

/** Names of what Ollama has on its disk; undefined when it does not run. */
export async function listOllamaModels(
  origin: string,
  send: EndpointFetch,
): Promise<readonly string[] | undefined> {
  const list = await asked(`${origin}/api/tags`, send, ollamaList);
  return list?.models.map(({ name }) => name);
}

async function asked<Answer>(
  address: string,
  send: EndpointFetch,
  schema: z.ZodType<Answer>,
): Promise<Answer | undefined> {
  try {
    const answer = await send(address, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    return answer.ok ? schema.safeParse(await answer.json()).data : undefined;
  } catch {
    return undefined;
  }
}
