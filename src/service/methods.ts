import type { ServiceContext, ServiceMethods } from './serviceContext.ts';

/** Every part of the service by what it answers; a new part adds one line. */
const PARTS: readonly ((context: ServiceContext) => ServiceMethods)[] = [];

/** The methods of all parts; two parts never answer the same one. */
export function serviceMethods(context: ServiceContext): ServiceMethods {
  const methods: Record<string, ServiceMethods[string]> = {};
  for (const part of PARTS) {
    for (const [name, method] of Object.entries(part(context))) {
      if (Object.hasOwn(methods, name)) throw new Error(`two parts answer ${name}`);
      methods[name] = method;
    }
  }
  return methods;
}
