import { lastName } from './identifierWords.ts';
import { isPersonalDataName, isSecretName } from './sensitiveNames.ts';

/** Whether an expression reads a secret or personal data as it is: `user.password`, `headers["authorization"]`. */
export function isSensitiveValue(text: string): boolean {
  const name = lastName(text.replace(/\(\)$/u, '').replace(/\bget(?=[A-Z])/gu, ''));
  return /^authorization$/iu.test(name) || isSecretName(name) || isPersonalDataName(name);
}
