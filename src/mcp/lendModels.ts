import { z } from 'zod';
import { environmentModels } from '../core/models/environmentModels.ts';
import type { ServiceClient } from '../store/client/serviceClient.ts';

const statusSchema = z.object({ models: z.array(z.unknown()), keys: z.array(z.unknown()) });

/**
 * Lets the service use the models that this process was started with, while nobody has configured any: an editor's own
 * settings are never replaced. The service keeps them in memory alone, so a new one is told again.
 */
export async function lendModels(
  service: Pick<ServiceClient, 'request' | 'onEvent'>,
  environment: Readonly<Record<string, string | undefined>>,
): Promise<() => void> {
  const models = environmentModels(environment);
  if (models.providers.length === 0) return () => {};
  const lend = async (): Promise<void> => {
    const { models: known, keys } = statusSchema.parse(await service.request('models/status', {}));
    if (known.length === 0 && keys.length === 0) await service.request('models/configure', models);
  };
  const stop = service.onEvent((event) => {
    if (event === 'service/reconnected') lend().catch(() => {});
  });
  await lend().catch((error: unknown) => {
    stop();
    throw error;
  });
  return stop;
}
