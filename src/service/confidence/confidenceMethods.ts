import { parseParams } from '../parseParams.ts';
import type { ServiceContext, ServiceMethods } from '../serviceContext.ts';
import {
  getSchema,
  overviewSchema,
  reviewSchema,
  scoresSchema,
  seenSchema,
  testsSchema,
} from './confidenceParams.ts';
import { ConfidenceService } from './confidenceService.ts';
import { configureSchema } from './confidenceSettings.ts';
import { scoreIdOf } from './scoreIds.ts';

const services = new WeakMap<ServiceContext, ConfidenceService>();

/** The confidence of a service: the same for all of its parts. */
export function confidenceOf(context: ServiceContext): ConfidenceService {
  let service = services.get(context);
  if (!service) {
    service = new ConfidenceService(context);
    services.set(context, service);
  }
  return service;
}

/** `confidence/…`, as `protocol/confidence.ts` has them. */
export function confidenceMethods(context: ServiceContext): ServiceMethods {
  const service = confidenceOf(context);
  return {
    'confidence/configure': async (params) => {
      const { samples, consensusModels, errorRateMax, metricsPort, askConfidence, projects } = parseParams(
        configureSchema,
        params,
      );
      await service.configure({
        ...(samples !== undefined && { samples }),
        ...(consensusModels !== undefined && { consensusModels }),
        ...(errorRateMax !== undefined && { errorRateMax }),
        ...(metricsPort !== undefined && { metricsPort }),
        ...(askConfidence !== undefined && { askConfidence }),
        ...(projects !== undefined && { projects }),
      });
      return {};
    },
    'confidence/overview': async (params) => {
      const { filters, bucket } = parseParams(overviewSchema, params);
      return service.overview(filters, bucket);
    },
    'confidence/scores': async (params) => {
      const { filters, limit, before } = parseParams(scoresSchema, params);
      return service.scores(filters, limit, before);
    },
    'confidence/get': async (params) => service.get(parseParams(getSchema, params).scoreId),
    'confidence/review': async (params) => {
      await service.review(parseParams(reviewSchema, params));
      return {};
    },
    'confidence/seen': async (params) => {
      const { scoreIds, answers } = parseParams(seenSchema, params);
      const byPlace = answers.map(({ consultationId, position }) =>
        scoreIdOf(consultationId, { kind: 'answer', position }),
      );
      await service.seen([...scoreIds, ...byPlace]);
      return {};
    },
    'confidence/testsEnded': async (params) => {
      const { startedAt, ...run } = parseParams(testsSchema, params);
      return { scores: await service.testsEnded({ ...run, startedMs: Date.parse(startedAt) }) };
    },
    'confidence/alerts': async () => ({ alerts: await service.alerts() }),
  };
}
