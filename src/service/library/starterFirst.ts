import { randomUUID } from 'node:crypto';
import { errorMessage } from '../../core/errorMessage.ts';
import type { ServiceContext, ServiceMethods } from '../serviceContext.ts';
import { readStarterFile } from './starterFile.ts';

const INSTALL = 'library/installStarter';
/** What answers from the library: asked first on a fresh machine, it would find nothing. */
const WAITING = [
  'search/patterns',
  'search/similar',
  'library/match',
  'library/page',
  'library/export',
  'library/duplicates',
];

/**
 * Brings the shipped patterns into the store when the service starts, and lets those who ask the library wait for them.
 * A build without shipped patterns does without; what fails is logged and keeps nobody from asking.
 */
export function starterFirst(context: ServiceContext, methods: ServiceMethods): ServiceMethods {
  let installed: Promise<void> | undefined;
  const ready = (): Promise<void> => {
    installed ??= install(context, methods);
    return installed;
  };
  setImmediate(() => {
    if (!context.ending.aborted) context.keepAlive(ready());
  });
  return Object.fromEntries(
    Object.entries(methods)
      .filter(([name]) => WAITING.includes(name))
      .map(([name, method]) => [
        name,
        async (params, call) => {
          await ready();
          return method(params, call);
        },
      ]),
  ) satisfies ServiceMethods;
}

async function install(context: ServiceContext, methods: ServiceMethods): Promise<void> {
  try {
    await readStarterFile(context.environment);
  } catch (error) {
    context.log(errorMessage(error));
    return;
  }
  try {
    await methods[INSTALL]?.({}, { signal: context.ending, requestId: randomUUID() });
  } catch (error) {
    context.log(`the shipped patterns were not brought into the store: ${errorMessage(error)}`);
  }
}
