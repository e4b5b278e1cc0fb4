import type { Migration } from '../../core/migrations/migration.ts';
import type { Certificate } from '../../core/proof/certificate.ts';

/** For a migration that ended the process it was proven in. */
export function leftOutCertificate(
  { name, up, down }: Migration,
  engine: { readonly name: 'PGlite' | 'PostgreSQL'; readonly version: string },
  reason: string,
): Certificate {
  return {
    version: 1,
    name,
    path: up.path,
    ...(down && { downPath: down.path }),
    verdict: 'UNPROVABLE',
    engine: { ...engine, notes: [] },
    fingerprints: { before: null, afterUp: null, afterDown: null, afterSecondUp: null },
    leftBehind: [],
    lost: [],
    dataProbe: { rows: {}, survived: null, losses: [], notes: [] },
    statements: [],
    reasons: [`The migration was stopped: ${reason}.`],
    notes: [],
    findings: [],
    ms: 0,
  };
}
