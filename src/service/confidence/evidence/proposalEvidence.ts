import type { ConfidenceEvidence } from '../../../protocol/confidence.ts';
import type { Proposal, ProposalVerdict } from '../../../protocol/consult.ts';

/** What each verdict shows: of the way there and the way back, how many were seen to work. */
const SHOWN: Readonly<Record<ProposalVerdict, { readonly passed: number; readonly of: number } | undefined>> =
  {
    PROVEN: { passed: 2, of: 2 },
    // The way there ran; the way back ends elsewhere, or nothing leads back.
    NOT_IDENTICAL: { passed: 1, of: 2 },
    IRREVERSIBLE: { passed: 1, of: 2 },
    FAILED: { passed: 0, of: 2 },
    // Nothing was seen: that is no evidence either way.
    UNPROVABLE: undefined,
    NOT_PROVEN: undefined,
  };

const GRAVE: ReadonlySet<string> = new Set(['CRITICAL', 'HIGH']);

/** What was shown about a migration before anybody used it. */
export function proposalEvidence(proposal: Proposal): readonly ConfidenceEvidence[] {
  const { verdict, findings, upMs } = proposal;
  const shown = SHOWN[verdict];
  const evidence: ConfidenceEvidence[] = [];
  if (shown) {
    evidence.push({
      part: 'factual',
      kind: 'proof_verdict',
      text: `The shadow database says ${verdict}: ${shown.passed} of ${shown.of} ways were seen to work.`,
      ...shown,
    });
  }
  if (!shown && upMs !== undefined) {
    evidence.push({
      part: 'factual',
      kind: 'plan_runs',
      text: `Its statements ran on the shadow database in ${Math.round(upMs)} ms.`,
      passed: 1,
      of: 1,
    });
  }
  // Findings are only there where something was checked, which a run that failed at once was not.
  if (shown && verdict !== 'FAILED') {
    const grave = findings.filter(({ severity }) => GRAVE.has(severity.toUpperCase())).length;
    evidence.push({
      part: 'reasoning',
      kind: 'findings',
      text:
        grave === 0
          ? `The guardian has nothing grave to say of it (${findings.length} findings in all).`
          : `The guardian found ${grave} grave problems in it.`,
      passed: grave === 0 ? 1 : 0,
      of: 1,
    });
  }
  return evidence;
}
