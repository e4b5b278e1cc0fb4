import { z } from 'zod';
import type { ConfidenceConfigureParams } from '../../protocol/confidence.ts';

/** More samples cost more than they tell. */
const SAMPLES_MAX = 5;
const CONSENSUS_MODELS_MAX = 4;
/** Folders of one window. */
const PROJECTS_MAX = 100;
const PORT_MIN = 1024;
const PORT_MAX = 65_535;

/** 0 would withhold everything for ever, 1 nothing: neither is a limit. */
const errorRateSchema = z.number().gt(0).lt(1);

export const configureSchema = z.object({
  samples: z.int().min(0).max(SAMPLES_MAX).optional(),
  consensusModels: z.array(z.string().trim().min(1).max(200)).max(CONSENSUS_MODELS_MAX).optional(),
  errorRateMax: errorRateSchema.optional(),
  metricsPort: z.int().min(PORT_MIN).max(PORT_MAX).optional(),
  askConfidence: z.boolean().optional(),
  projects: z.array(z.string().min(1).max(4_000)).max(PROJECTS_MAX).optional(),
});

/** As the user set them; nothing more is asked of models and nothing is withheld until he does. */
export interface ConfidenceSettings {
  readonly samples: number;
  readonly consensusModels: readonly string[];
  /** Models are asked to say how sure they are. */
  readonly askConfidence: boolean;
  readonly errorRateMax?: number;
  readonly metricsPort?: number;
}

const NO_SETTINGS: ConfidenceSettings = { samples: 0, consensusModels: [], askConfidence: false };

/** Projects remembered beyond this are those of windows long closed. */
const REMEMBERED_MAX = 500;

/** The settings of each project as the window had them that it was open in last; where nobody said, those said last. */
export class SettingsBook {
  #last = NO_SETTINGS;
  readonly #byProject = new Map<string, ConfidenceSettings>();

  /** What holds for the service as a whole. */
  get last(): ConfidenceSettings {
    return this.#last;
  }

  write(params: ConfidenceConfigureParams): void {
    this.#last = settingsOf(params);
    for (const project of params.projects ?? []) {
      this.#byProject.delete(project);
      this.#byProject.set(project, this.#last);
    }
    for (const project of this.#byProject.keys()) {
      if (this.#byProject.size <= REMEMBERED_MAX) break;
      this.#byProject.delete(project);
    }
  }

  of(project: string | undefined): ConfidenceSettings {
    return (project === undefined ? undefined : this.#byProject.get(project)) ?? this.#last;
  }
}

function settingsOf(params: ConfidenceConfigureParams): ConfidenceSettings {
  const { samples = 0, consensusModels = [], askConfidence = false, errorRateMax, metricsPort } = params;
  return {
    samples,
    consensusModels: [...new Set(consensusModels)],
    askConfidence,
    ...(errorRateMax !== undefined && { errorRateMax }),
    ...(metricsPort !== undefined && { metricsPort }),
  };
}
