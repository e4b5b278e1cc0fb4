import { parseParams } from '../parseParams.ts';
import type { ServiceContext, ServiceMethods } from '../serviceContext.ts';
import {
  modelsConfigureSchema,
  modelsDeliverSchema,
  modelsOfferSchema,
  modelsStatusSchema,
  modelsUsageSchema,
} from './modelsParams.ts';
import { ModelsService, type ModelsServiceOptions } from './modelsService.ts';
import { readUsage } from './readUsage.ts';

const services = new WeakMap<ServiceContext, ModelsService>();

/** The models of a service: the same for all of its parts. */
export function modelsOf(context: ServiceContext, options?: ModelsServiceOptions): ModelsService {
  let service = services.get(context);
  if (!service) {
    service = new ModelsService(context, options);
    services.set(context, service);
  }
  return service;
}

/** `models/…`: what is configured, what editors offer and deliver, and how it all stands. */
export function modelsMethods(context: ServiceContext, options?: ModelsServiceOptions): ServiceMethods {
  const models = modelsOf(context, options);
  return {
    'models/configure': async (params) => {
      models.configure(parseParams(modelsConfigureSchema, params));
      return {};
    },
    'models/offer': async (params) => {
      models.offer(parseParams(modelsOfferSchema, params));
      return {};
    },
    'models/deliver': async (params) => {
      const { requestId, parts, done, problem } = parseParams(modelsDeliverSchema, params);
      models.deliver({
        requestId,
        parts,
        ...(done !== undefined && { done }),
        ...(problem !== undefined && { problem }),
      });
      return {};
    },
    'models/status': (params) => models.status(parseParams(modelsStatusSchema, params).project),
    'models/usage': async (params) => {
      // What was used just now is in it.
      await models.keepUsage();
      return readUsage(context.store, parseParams(modelsUsageSchema, params));
    },
  };
}
