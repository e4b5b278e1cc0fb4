import type { Rule } from '../ruleModel.ts';
import { rule as commandInjection } from './security/command-injection.ts';
import { rule as connectionStringPassword } from './security/connection-string-password.ts';
import { rule as fastPasswordHash } from './security/fast-password-hash.ts';
import { rule as hardcodedPassword } from './security/hardcoded-password.ts';
import { rule as hardcodedSecret } from './security/hardcoded-secret.ts';
import { rule as noEval } from './security/no-eval.ts';
import { rule as routeWithoutAuth } from './security/route-without-auth.ts';
import { rule as secretDefaultValue } from './security/secret-default-value.ts';
import { rule as sqlFromStrings } from './security/sql-from-strings.ts';
import { rule as tlsVerificationDisabled } from './security/tls-verification-disabled.ts';
import { rule as unsafeDeserialization } from './security/unsafe-deserialization.ts';
import { rule as unsafeYamlLoad } from './security/unsafe-yaml-load.ts';
import { rule as weakCipher } from './security/weak-cipher.ts';
import { rule as weakHash } from './security/weak-hash.ts';

/** Rules against weaknesses that an attacker can use. */
export const SECURITY_RULES: readonly Rule[] = [
  commandInjection,
  connectionStringPassword,
  fastPasswordHash,
  hardcodedPassword,
  hardcodedSecret,
  noEval,
  routeWithoutAuth,
  secretDefaultValue,
  sqlFromStrings,
  tlsVerificationDisabled,
  unsafeDeserialization,
  unsafeYamlLoad,
  weakCipher,
  weakHash,
];
