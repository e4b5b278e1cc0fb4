import { openModels } from './models/openModels.ts';
import { openConsultant } from './openConsultant.ts';

/** The consultant's own bundle: everything that needs the agent's library, loaded when the first question comes. */
export const consultantModule = { openConsultant, openModels };

export type ConsultantModule = typeof consultantModule;
