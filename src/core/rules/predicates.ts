import { isBuiltSql } from './predicates/builtSql.ts';
import { hasConnectionPassword } from './predicates/connectionString.ts';
import { isPasswordValue } from './predicates/passwordValue.ts';
import { isPlaceholder } from './predicates/placeholder.ts';
import { isPublicRoute, isSensitiveRoute } from './predicates/publicRoute.ts';
import { isHighEntropy, isKnownSecretShape } from './predicates/secrets.ts';
import {
  isPasswordName,
  isPersonalDataName,
  isSecretName,
  isSessionCookieName,
} from './predicates/sensitiveNames.ts';
import { isSensitiveValue } from './predicates/sensitiveValue.ts';

/** Tests of source text that rule files name in `where`; the text is as written, quotes included. */
export const PREDICATES: Readonly<Record<string, (text: string) => boolean>> = {
  builtSql: isBuiltSql,
  publicRoute: isPublicRoute,
  sensitiveRoute: isSensitiveRoute,
  sensitiveValue: isSensitiveValue,
  placeholder: isPlaceholder,
  highEntropy: isHighEntropy,
  knownSecretShape: isKnownSecretShape,
  passwordValue: isPasswordValue,
  connectionPassword: hasConnectionPassword,
  passwordName: isPasswordName,
  secretName: isSecretName,
  personalDataName: isPersonalDataName,
  sessionCookieName: isSessionCookieName,
};
