import { isPlaceholder } from './predicates/placeholder.ts';
import { isHighEntropy, isKnownSecretShape } from './predicates/secrets.ts';

/** Tests of source text that rule files name in `where`; the text is as written, quotes included. */
export const PREDICATES: Readonly<Record<string, (text: string) => boolean>> = {
  placeholder: isPlaceholder,
  highEntropy: isHighEntropy,
  knownSecretShape: isKnownSecretShape,
};
