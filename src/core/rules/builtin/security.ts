import type { Rule } from '../ruleModel.ts';
import { rule as cheapPasswordHash } from './security/cheap-password-hash.ts';
import { rule as commandInjection } from './security/command-injection.ts';
import { rule as connectionStringPassword } from './security/connection-string-password.ts';
import { rule as corsAnyOriginWithCredentials } from './security/cors-any-origin-with-credentials.ts';
import { rule as csrfProtectionOff } from './security/csrf-protection-off.ts';
import { rule as debugModeOn } from './security/debug-mode-on.ts';
import { rule as electronIsolationOff } from './security/electron-isolation-off.ts';
import { rule as errorDetailsInResponse } from './security/error-details-in-response.ts';
import { rule as fastPasswordHash } from './security/fast-password-hash.ts';
import { rule as hardcodedPassword } from './security/hardcoded-password.ts';
import { rule as hardcodedSecret } from './security/hardcoded-secret.ts';
import { rule as insecureRandomToken } from './security/insecure-random-token.ts';
import { rule as insecureSessionCookie } from './security/insecure-session-cookie.ts';
import { rule as insecureTempFile } from './security/insecure-temp-file.ts';
import { rule as jwtHardcodedSecret } from './security/jwt-hardcoded-secret.ts';
import { rule as jwtNotVerified } from './security/jwt-not-verified.ts';
import { rule as linkWithoutNoopener } from './security/link-without-noopener.ts';
import { rule as massAssignment } from './security/mass-assignment.ts';
import { rule as messageWithoutOriginCheck } from './security/message-without-origin-check.ts';
import { rule as noEval } from './security/no-eval.ts';
import { rule as nosqlInjection } from './security/nosql-injection.ts';
import { rule as openRedirect } from './security/open-redirect.ts';
import { rule as pathFromRequest } from './security/path-from-request.ts';
import { rule as postmessageAnyOrigin } from './security/postmessage-any-origin.ts';
import { rule as regexFromRequest } from './security/regex-from-request.ts';
import { rule as routeWithoutAuth } from './security/route-without-auth.ts';
import { rule as secretDefaultValue } from './security/secret-default-value.ts';
import { rule as secretInLog } from './security/secret-in-log.ts';
import { rule as serverRequestToCallerUrl } from './security/server-request-to-caller-url.ts';
import { rule as serviceRoleKeyInClient } from './security/service-role-key-in-client.ts';
import { rule as sqlFromStrings } from './security/sql-from-strings.ts';
import { rule as templateEscapingOff } from './security/template-escaping-off.ts';
import { rule as timingUnsafeComparison } from './security/timing-unsafe-comparison.ts';
import { rule as tlsVerificationDisabled } from './security/tls-verification-disabled.ts';
import { rule as tokenInWebStorage } from './security/token-in-web-storage.ts';
import { rule as uncheckedArchiveExtraction } from './security/unchecked-archive-extraction.ts';
import { rule as unsafeDeserialization } from './security/unsafe-deserialization.ts';
import { rule as unsafeHtml } from './security/unsafe-html.ts';
import { rule as unsafeYamlLoad } from './security/unsafe-yaml-load.ts';
import { rule as weakCipher } from './security/weak-cipher.ts';
import { rule as weakHash } from './security/weak-hash.ts';
import { rule as workflowMutableAction } from './security/workflow-mutable-action.ts';
import { rule as workflowScriptInjection } from './security/workflow-script-injection.ts';
import { rule as workflowUntrustedCheckout } from './security/workflow-untrusted-checkout.ts';
import { rule as worldWritableFile } from './security/world-writable-file.ts';
import { rule as xmlExternalEntities } from './security/xml-external-entities.ts';

/** Rules against weaknesses that an attacker can use. */
export const SECURITY_RULES: readonly Rule[] = [
  cheapPasswordHash,
  commandInjection,
  connectionStringPassword,
  corsAnyOriginWithCredentials,
  csrfProtectionOff,
  debugModeOn,
  electronIsolationOff,
  errorDetailsInResponse,
  fastPasswordHash,
  hardcodedPassword,
  hardcodedSecret,
  insecureRandomToken,
  insecureSessionCookie,
  insecureTempFile,
  jwtHardcodedSecret,
  jwtNotVerified,
  linkWithoutNoopener,
  massAssignment,
  messageWithoutOriginCheck,
  noEval,
  nosqlInjection,
  openRedirect,
  pathFromRequest,
  postmessageAnyOrigin,
  regexFromRequest,
  routeWithoutAuth,
  secretDefaultValue,
  secretInLog,
  serverRequestToCallerUrl,
  serviceRoleKeyInClient,
  sqlFromStrings,
  templateEscapingOff,
  timingUnsafeComparison,
  tlsVerificationDisabled,
  tokenInWebStorage,
  uncheckedArchiveExtraction,
  unsafeDeserialization,
  unsafeHtml,
  unsafeYamlLoad,
  weakCipher,
  weakHash,
  workflowMutableAction,
  workflowScriptInjection,
  workflowUntrustedCheckout,
  worldWritableFile,
  xmlExternalEntities,
];
