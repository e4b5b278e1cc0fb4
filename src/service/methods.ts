import { confidenceMethods, confidenceOf } from './confidence/confidenceMethods.ts';
import { measuredMethods } from './confidence/performance/measuredMethods.ts';
import { performanceOf } from './confidence/performance/performanceOf.ts';
import { consultMethods } from './consult/consultPart.ts';
import { documentationMethods } from './knowledge/documentationMethods.ts';
import { knowledgeMethods } from './knowledge/knowledgeMethods.ts';
import { libraryMethods } from './library/libraryMethods.ts';
import { starterFirst } from './library/starterFirst.ts';
import { mcpMethods } from './mcp/mcpMethods.ts';
import { modelsMethods } from './models/modelsMethods.ts';
import { searchMethods } from './search/searchMethods.ts';
import type { AskPart, ServiceContext, ServiceMethods } from './serviceContext.ts';
import { syncMethods } from './sync/syncMethods.ts';
import { toolMethods } from './tools/toolMethods.ts';

/** Every part of the service by what it answers; a new part adds one line. */
const PARTS: readonly ((context: ServiceContext, ask: AskPart) => ServiceMethods)[] = [
  confidenceMethods,
  (context, ask) => consultMethods(context, ask),
  libraryMethods,
  knowledgeMethods,
  (context, ask) => documentationMethods(context, ask),
  mcpMethods,
  (context) => modelsMethods(context),
  (context) => searchMethods(context),
  (context) => syncMethods(context),
  toolMethods,
];

/** The methods of all parts; two parts never answer the same one. */
export function serviceMethods(context: ServiceContext): ServiceMethods {
  const methods: Record<string, ServiceMethods[string]> = {};
  const ask: AskPart = async (name, params, call) => {
    const method = methods[name];
    if (!method) throw new Error(`no part answers ${name}`);
    return method(params, call);
  };
  for (const part of PARTS) {
    for (const [name, method] of Object.entries(part(context, ask))) {
      if (Object.hasOwn(methods, name)) throw new Error(`two parts answer ${name}`);
      methods[name] = method;
    }
  }
  const answering = { ...methods, ...starterFirst(context, methods) };
  const all = {
    ...answering,
    ...searchesHeard(answering, (result) => confidenceOf(context).searched(result)),
  };
  return measuredMethods(all, (request) => performanceOf(context).add(request));
}

/** Searches of clients alone: tools search for themselves, and open nothing. */
function searchesHeard(methods: ServiceMethods, hear: (result: unknown) => void): ServiceMethods {
  const search = methods['search/patterns'];
  if (!search) return {};
  return {
    'search/patterns': async (params, call) => {
      const result = await search(params, call);
      hear(result);
      return result;
    },
  };
}
