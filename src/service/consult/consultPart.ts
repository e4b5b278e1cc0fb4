import { randomUUID } from 'node:crypto';
import type { ConsultantModule } from '../../consultant/main.ts';
import type { Consultant } from '../../consultant/openConsultant.ts';
import { confidenceOf } from '../confidence/confidenceMethods.ts';
import { openScoring } from '../confidence/openScoring.ts';
import { modelsOf } from '../models/modelsMethods.ts';
import type { AskPart, ServiceContext, ServiceMethods } from '../serviceContext.ts';
import { loadTools } from '../tools/loadTools.ts';
import { offeredServers } from '../tools/offeredServers.ts';
import { toolboxOf } from '../tools/toolbox.ts';
import { consultMethodsOf } from './consultMethods.ts';
import type { ConsultParts } from './consultParts.ts';
import { ConsultService } from './consultService.ts';
import { loadConsultant } from './loadConsultant.ts';
import { storedConsultations } from './storedConsultations.ts';

/** Consultations as a part of the service. */
export function consultMethods(
  context: ServiceContext,
  ask: AskPart,
  load: () => Promise<ConsultantModule> = loadConsultant,
): ServiceMethods {
  const store = storedConsultations(context.store);
  const models = modelsOf(context);
  const toolbox = toolboxOf(context, ask);
  const consultant = consultants(context, load, () => models.sources());
  const parts: ConsultParts = {
    store,
    models: {
      deepModel: async () => {
        // What an endpoint offers is known only once it was asked.
        if (models.chosen('deep') === undefined) await models.status();
        return models.chosen('deep');
      },
      budget: () => models.budget,
      cost: (usage) => models.cost(usage),
      onConfigured: (listener) => models.onConfigured(listener),
    },
    consultant,
    tools: async (signal) => ({
      tools: [
        ...(await loadTools()),
        ...(await offeredServers(ask, { signal, requestId: randomUUID() }, context.log)),
      ],
      permit: (await toolbox.permissions()).decide,
      contextFor: toolbox.contextFor,
      record: toolbox.record,
    }),
    scoring: confidenceOf(context),
    tell: (message) => context.emit('consult/event', message),
    log: context.log,
    ending: context.ending,
    keepAlive: context.keepAlive,
  };
  openScoring(confidenceOf(context), {
    store,
    toolbox,
    consultant,
    budget: () => models.budget,
    cost: (usage) => models.cost(usage),
    ending: context.ending,
    log: context.log,
  });
  const service = new ConsultService(parts);
  // Models that the environment names are there without being configured.
  if (models.chosen('deep') !== undefined) context.keepAlive(service.takeUp());
  return consultMethodsOf(service, parts);
}

/** One consultant for each model that was chosen; what is found out of the models is shared. */
function consultants(
  { store }: ServiceContext,
  load: () => Promise<ConsultantModule>,
  sources: Parameters<ConsultantModule['openModels']>[0],
): (deepModel: string | undefined) => Promise<Consultant> {
  let models: ReturnType<ConsultantModule['openModels']> | undefined;
  const opened = new Map<string | undefined, Consultant>();
  return async (deepModel) => {
    const module = await load();
    models ??= module.openModels(sources);
    const known = opened.get(deepModel);
    if (known) return known;
    const consultant = module.openConsultant({
      models,
      store,
      ...(deepModel !== undefined && { deepModel }),
    });
    opened.set(deepModel, consultant);
    return consultant;
  };
}
