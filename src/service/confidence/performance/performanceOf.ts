import type { ServiceContext } from '../../serviceContext.ts';
import { machineMeter, withStoreProcess } from './machineMeter.ts';
import { PerformanceLedger } from './performanceLedger.ts';

const ledgers = new WeakMap<ServiceContext, PerformanceLedger>();

/** The ledger of a service: the same for all of its parts. */
export function performanceOf(context: ServiceContext): PerformanceLedger {
  let ledger = ledgers.get(context);
  if (!ledger) {
    const machine = machineMeter();
    const { storeProcess } = context;
    ledger = new PerformanceLedger(context, storeProcess ? withStoreProcess(machine, storeProcess) : machine);
    ledgers.set(context, ledger);
  }
  return ledger;
}
