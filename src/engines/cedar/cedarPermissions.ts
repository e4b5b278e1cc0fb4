import { errorMessage } from '../../core/errorMessage.ts';
import { coreDeny, coreLimit } from '../../core/policy/coreDenies.ts';
import type {
  DecidePermission,
  PermissionDecision,
  PermissionRequest,
} from '../../core/policy/permission.ts';
import { hashText } from '../../core/text/hash.ts';
import { type CedarModule, openCedar } from './cedarModule.ts';
import { cedarRequest } from './cedarRequest.ts';
import { type PolicyFiles, readPolicyFiles } from './policyFiles.ts';
import { type Policy, readPolicySet } from './policySet.ts';

export interface Permissions {
  readonly decide: DecidePermission;
  /** Empty when they cannot be used. */
  readonly policies: readonly Policy[];
  /** One line each; with any of them everything is denied. */
  readonly problems: readonly string[];
}

export interface PermissionPlaces {
  /** `media/policies` of the sources, `policies` beside a bundle. */
  readonly shippedFolder: string;
  /** `policies` in the data folder. */
  readonly ownFolder?: string;
  /** Where a bundle keeps the engine; without it the installed package is used. */
  readonly wasmPath?: string;
}

/** Opens the policies of the usual places. Never rejects: what cannot be read denies everything and says why. */
export async function loadPermissions({
  shippedFolder,
  ownFolder,
  wasmPath,
}: PermissionPlaces): Promise<Permissions> {
  return openPermissions(await readPolicyFiles(shippedFolder, ownFolder), wasmPath);
}

/** As `loadPermissions`, for policies that are read already. */
async function openPermissions(read: PolicyFiles, wasmPath?: string): Promise<Permissions> {
  if (read.problems.length > 0) return closed(read.problems);
  try {
    return openSet(await openCedar(wasmPath), read);
  } catch (error) {
    return closed([`The policy engine does not start: ${errorMessage(error)}`]);
  }
}

function openSet(cedar: CedarModule, { files, schema }: PolicyFiles): Permissions {
  const { policies, texts, problems } = readPolicySet(cedar, files);
  if (problems.length > 0) return closed(problems);
  const invalid = invalidPolicies(cedar, schema, texts, policies);
  if (invalid.length > 0) return closed(invalid);
  // Kept by the engine for the life of the process; the same policies are kept once.
  const setId = hashText(JSON.stringify([schema, texts]));
  const prepared = [
    cedar.preparsePolicySet(setId, { staticPolicies: texts }),
    cedar.preparseSchema(setId, schema),
  ];
  const failure = prepared.find((answer) => answer.type === 'failure');
  if (failure?.type === 'failure')
    return closed([failure.errors[0]?.message ?? 'The policies cannot be read.']);
  const byId = new Map(policies.map((policy) => [policy.id, policy]));
  return { decide: (request) => decide(cedar, setId, byId, request), policies, problems: [] };
}

function invalidPolicies(
  cedar: CedarModule,
  schema: string,
  staticPolicies: Readonly<Record<string, string>>,
  policies: readonly Policy[],
): readonly string[] {
  const answer = cedar.validate({
    schema,
    policies: { staticPolicies },
    validationSettings: { mode: 'strict' },
  });
  if (answer.type === 'failure')
    return answer.errors.map(({ message, help }) => `${message}${help === null ? '' : ` (${help})`}`);
  return answer.validationErrors.map(({ policyId, error }) => {
    const file = policies.find(({ id }) => id === policyId)?.file ?? 'policies';
    return `${file}: ${error.message}${error.help === null ? '' : ` (${error.help})`}`;
  });
}

type ById = ReadonlyMap<string, Policy>;

function decide(
  cedar: CedarModule,
  setId: string,
  byId: ById,
  request: PermissionRequest,
): PermissionDecision {
  const hard = coreDeny(request);
  if (hard) return hard;
  const now = evaluate(cedar, setId, byId, request);
  if (now.decision === 'allow') return coreLimit(request, now);
  if (request.approved || now.policyId === BROKEN) return now;
  // Denied for want of an approval alone: ask, in the words of the policy that wants it.
  const approved = evaluate(cedar, setId, byId, { ...request, approved: true });
  if (approved.decision !== 'allow') return now;
  const told = now.policyId === DEFAULT_DENY ? approved : now;
  return { decision: 'ask', policyId: told.policyId, reason: told.reason };
}

const BROKEN = 'broken-policy';
const DEFAULT_DENY = 'default-deny';

function evaluate(
  cedar: CedarModule,
  setId: string,
  byId: ById,
  request: PermissionRequest,
): PermissionDecision {
  let answer: ReturnType<CedarModule['statefulIsAuthorized']>;
  try {
    answer = cedar.statefulIsAuthorized({
      ...cedarRequest(request),
      preparsedPolicySetId: setId,
      preparsedSchemaName: setId,
      validateRequest: true,
    });
  } catch (error) {
    return broken(errorMessage(error));
  }
  if (answer.type === 'failure') return broken(answer.errors[0]?.message ?? 'the request cannot be judged');
  const { decision, diagnostics } = answer.response;
  // A policy that fails is left out by the engine; were it one that forbids, more would be allowed than is meant.
  const [failed] = diagnostics.errors;
  if (failed) return broken(`${failed.policyId}: ${failed.error.message}`);
  const [policyId] = [...diagnostics.reason].sort();
  const reason = policyId === undefined ? undefined : byId.get(policyId)?.reason;
  if (policyId === undefined || reason === undefined)
    return { decision: 'deny', policyId: DEFAULT_DENY, reason: 'No policy allows this.' };
  return { decision, policyId, reason };
}

function broken(problem: string): PermissionDecision {
  return {
    decision: 'deny',
    policyId: BROKEN,
    reason: `The policies cannot be used, so that nothing is allowed: ${problem}`,
  };
}

function closed(problems: readonly string[]): Permissions {
  const decision = broken(problems[0] ?? 'unknown');
  return { decide: (request) => coreDeny(request) ?? decision, policies: [], problems };
}
