import { DEFAULT_LAYERS } from '../rules/defaultLayers.ts';
import { isLanguage, type Language } from '../rules/languages.ts';
import { languagesNamed } from '../rules/ruleFileSchema.ts';
import { PROBLEM_TYPES, type ProblemType, SEVERITIES, type Severity } from '../rules/ruleModel.ts';

/** Words that other projects use where we have four severities. */
const SEVERITY_WORDS: Readonly<Record<string, Severity>> = {
  blocker: 'CRITICAL',
  crit: 'CRITICAL',
  fatal: 'CRITICAL',
  severe: 'CRITICAL',
  p0: 'CRITICAL',
  error: 'HIGH',
  major: 'HIGH',
  important: 'HIGH',
  p1: 'HIGH',
  warning: 'MEDIUM',
  warn: 'MEDIUM',
  moderate: 'MEDIUM',
  normal: 'MEDIUM',
  p2: 'MEDIUM',
  minor: 'LOW',
  trivial: 'LOW',
  info: 'LOW',
  information: 'LOW',
  hint: 'LOW',
  p3: 'LOW',
};

const PROBLEM_TYPE_WORDS: Readonly<Record<string, ProblemType>> = {
  vulnerability: 'Security',
  auth: 'Security',
  structure: 'Architecture',
  design: 'Architecture',
  layering: 'Architecture',
  style: 'Standards',
  lint: 'Standards',
  quality: 'Standards',
  codequality: 'Standards',
  convention: 'Standards',
  naming: 'Standards',
  documentation: 'Standards',
  testing: 'Standards',
  ui: 'UI-UX',
  ux: 'UI-UX',
  uiux: 'UI-UX',
  accessibility: 'UI-UX',
  speed: 'Performance',
  perf: 'Performance',
  database: 'Data',
  schema: 'Data',
  migration: 'Data',
  dataintegrity: 'Data',
};

/** Layers by words of their usual names. */
const LAYER_WORDS: Readonly<Record<string, number>> = {
  database: 1,
  data: 1,
  model: 1,
  models: 1,
  enums: 1,
  schema: 2,
  schemas: 2,
  types: 2,
  api: 3,
  route: 3,
  routes: 3,
  controllers: 3,
  service: 4,
  services: 4,
  business: 4,
  businesslogic: 4,
  config: 5,
  configuration: 5,
  ui: 6,
  frontend: 6,
  components: 6,
  test: 7,
  tests: 7,
  testing: 7,
};

const CODE_TYPE_WORDS: Readonly<Record<string, Language>> = {
  react: 'tsx',
  node: 'javascript',
  nodejs: 'javascript',
  plpgsql: 'sql',
  supabase: 'sql',
};

export function severityNamed(word: string): Severity | undefined {
  const plain = plainWord(word);
  return SEVERITIES.find((severity) => severity.toLowerCase() === plain) ?? SEVERITY_WORDS[plain];
}

export function problemTypeNamed(word: string): ProblemType | undefined {
  const plain = plainWord(word);
  return PROBLEM_TYPES.find((type) => plainWord(type) === plain) ?? PROBLEM_TYPE_WORDS[plain];
}

/** `3`, `Layer 3`, `L3: Routes`, `Routes & API`, `services`. */
export function layerNamed(word: string): number | undefined {
  const [, digit] = /^\s*(?:layer|l)?\s*[-_#]?\s*([1-7])(?!\d)/iu.exec(word) ?? [];
  if (digit !== undefined) return Number(digit);
  const plain = plainWord(word.replace(/\blayer\b/iu, ''));
  return DEFAULT_LAYERS.find(({ name }) => plainWord(name) === plain)?.number ?? LAYER_WORDS[plain];
}

export function codeTypeNamed(word: string): Language | undefined {
  const lower = word.trim().toLowerCase();
  if (isLanguage(lower)) return lower;
  return languagesNamed(lower)?.[0] ?? CODE_TYPE_WORDS[plainWord(word)];
}

function plainWord(word: string): string {
  return word.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, '');
}
