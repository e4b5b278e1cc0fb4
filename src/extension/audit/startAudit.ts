import type { Services } from '../commands/services.ts';
import { importAuditCsv } from '../library/moveLibrary.ts';
import { startFromScan } from './auditCommands.ts';

/** Starts a file audit as the panel asks for it; false when the user gave up. */
export async function startAudit(
  services: Services,
  from: 'scan' | 'csv',
  project: string,
): Promise<boolean> {
  if (from === 'csv') return importAuditCsv(services, project);
  await startFromScan(services, project);
  return true;
}
