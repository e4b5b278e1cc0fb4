import { environmentModels as named } from '../../core/models/environmentModels.ts';
import { type ModelsConfiguration, modelsConfigureSchema } from './modelsParams.ts';

/** Models as the service's own environment names them; none when it names none, or something that is no address. */
export function environmentModels(
  environment: Readonly<Record<string, string | undefined>>,
): ModelsConfiguration {
  return modelsConfigureSchema.safeParse(named(environment)).data ?? { providers: [] };
}
