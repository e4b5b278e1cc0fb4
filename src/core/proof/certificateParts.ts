import type { DataProbe, ProofFingerprints, Verdict } from './certificate.ts';
import type { Fingerprint } from './fingerprint/fingerprint.ts';
import type { Rehearsal, Scripts } from './rehearsal.ts';
import type { Judgement } from './verdict.ts';

/** What a proof has found out, for the certificate. */
export interface Found {
  readonly verdict: Verdict;
  readonly reasons: readonly string[];
  readonly leftBehind?: readonly string[];
  readonly lost?: readonly string[];
  readonly fingerprints?: ProofFingerprints;
  readonly dataProbe?: DataProbe;
  readonly notes?: readonly string[];
}

export const NOT_PROBED: DataProbe = { rows: {}, survived: null, losses: [], notes: [] };
export const NO_FINGERPRINTS: ProofFingerprints = {
  before: null,
  afterUp: null,
  afterDown: null,
  afterSecondUp: null,
};

export function fingerprintsOf(rehearsal: Rehearsal, judgement: Judgement): ProofFingerprints {
  const hash = (fingerprint: Fingerprint | undefined): string | null => fingerprint?.hash ?? null;
  return {
    before: hash(rehearsal.before),
    afterUp: hash(rehearsal.afterUp),
    afterDown: hash(judgement.afterDown),
    afterSecondUp: hash(judgement.afterSecondUp),
  };
}

export function dataProbeOf(
  rehearsal: Rehearsal,
  judgement: Judgement,
  attempts: readonly string[],
  scripts: Scripts,
): DataProbe {
  const isDecided =
    scripts.down !== undefined && rehearsal.afterDown !== undefined && rehearsal.rows.size > 0;
  return {
    rows: Object.fromEntries(rehearsal.rows),
    survived: isDecided ? judgement.losses.length === 0 : null,
    losses: judgement.losses,
    notes: [...attempts, ...rehearsal.notes],
  };
}
