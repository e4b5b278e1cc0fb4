import type { Rule } from '../ruleModel.ts';
import { rule as connectionStringPassword } from './security/connection-string-password.ts';
import { rule as hardcodedPassword } from './security/hardcoded-password.ts';
import { rule as hardcodedSecret } from './security/hardcoded-secret.ts';
import { rule as noEval } from './security/no-eval.ts';
import { rule as secretDefaultValue } from './security/secret-default-value.ts';
import { rule as tlsVerificationDisabled } from './security/tls-verification-disabled.ts';

/** Rules against weaknesses that an attacker can use. */
export const SECURITY_RULES: readonly Rule[] = [
  connectionStringPassword,
  hardcodedPassword,
  hardcodedSecret,
  noEval,
  secretDefaultValue,
  tlsVerificationDisabled,
];
