import { simulateCalibration } from './calibrationSimulation.ts';
import { simulateDrift } from './driftSimulation.ts';
import { simulateSelection } from './selectionSimulation.ts';
import { simulateSelective } from './selectiveSimulation.ts';
import { simulateStopping } from './stoppingSimulation.ts';

const SIMULATIONS: Readonly<Record<string, () => unknown>> = {
  calibration: simulateCalibration,
  drift: simulateDrift,
  selection: simulateSelection,
  selective: simulateSelective,
  stopping: simulateStopping,
};

/** Runs the simulations named, or all; returns an exit code. */
export function main(names: readonly string[]): number {
  const unknown = names.find((name) => !Object.hasOwn(SIMULATIONS, name));
  if (unknown !== undefined) {
    console.error(`no simulation "${unknown}"; known: ${Object.keys(SIMULATIONS).join(', ')}`);
    return 2;
  }
  for (const name of names.length === 0 ? Object.keys(SIMULATIONS) : names) SIMULATIONS[name]?.();
  return 0;
}
