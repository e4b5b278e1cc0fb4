import * as vscode from 'vscode';
import type { ConfidenceConfigureParams } from '../../protocol/confidence.ts';
import { optionalNumber, present, textsOf } from '../relay/wire.ts';

export const CONFIDENCE_SECTION = 'fixward.confidence';

/** As the service takes them. */
const SAMPLES_MAX = 5;
const CONSENSUS_MODELS_MAX = 4;
const PORT_MIN = 1_024;
const PORT_MAX = 65_535;

/** A workspace has no say in what models are asked and what is served: of these only the user's own settings are read. */
export function readConfidenceSettings(): ConfidenceConfigureParams {
  const section = vscode.workspace.getConfiguration(CONFIDENCE_SECTION);
  const own = (key: string): unknown => {
    const inspected = section.inspect(key);
    return inspected?.globalValue ?? inspected?.defaultValue;
  };
  const samples = Math.round(optionalNumber(own('samples')) ?? 0);
  const errorRateMax = strictest(own('errorRateMax'), section.inspect('errorRateMax')?.workspaceValue);
  const metricsPort = Math.round(optionalNumber(own('metricsPort')) ?? 0);
  const isPort = metricsPort >= PORT_MIN && metricsPort <= PORT_MAX;
  return {
    projects: (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    askConfidence: own('askConfidence') === true,
    samples: Math.min(SAMPLES_MAX, Math.max(0, samples)),
    consensusModels: textsOf(own('consensusModels'))
      .map((id) => id.trim())
      .filter((id) => id !== '')
      .slice(0, CONSENSUS_MODELS_MAX),
    ...present({
      errorRateMax,
      metricsPort: isPort ? metricsPort : undefined,
    }),
  };
}

/** A workspace may withhold more than its user does everywhere, never less. */
function strictest(...limits: readonly unknown[]): number | undefined {
  const rates = limits.map(optionalNumber).filter((rate) => rate !== undefined && rate > 0 && rate < 1);
  return rates.length === 0 ? undefined : Math.min(...rates.map((rate) => rate ?? 1));
}
