import type { Rule } from '../rules/ruleModel.ts';
import { rule as extensionOutdated } from './rules/extension-outdated.ts';
import { rule as graphqlAnon } from './rules/graphql-anon.ts';
import { rule as graphqlAuth } from './rules/graphql-auth.ts';
import { rule as sequenceNearEnd } from './rules/sequence-near-end.ts';
import { rule as tableBloat } from './rules/table-bloat.ts';
import { rule as unusedIndex } from './rules/unused-index.ts';
import { rule as wraparound } from './rules/wraparound.ts';

/** Rules that ask a server in use; nothing else runs them. */
export const LIVE_RULES: readonly Rule[] = [
  unusedIndex,
  sequenceNearEnd,
  wraparound,
  tableBloat,
  extensionOutdated,
  graphqlAnon,
  graphqlAuth,
];
