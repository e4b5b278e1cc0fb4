import type { ConsultantModule } from '../../consultant/main.ts';

let loading: Promise<ConsultantModule> | undefined;

/** Loads the agent's library, which takes a fraction of a second and tens of megabytes, when a question needs it. */
export function loadConsultant(): Promise<ConsultantModule> {
  loading ??= importBundle().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function importBundle(): Promise<ConsultantModule> {
  const bundle = new URL('./consultant.mjs', import.meta.url).href;
  // SAFETY: the bundle is built from `consultant/main.ts` of the same build and stands beside this one.
  const { consultantModule } = (await import(bundle)) as { readonly consultantModule: ConsultantModule };
  return consultantModule;
}
