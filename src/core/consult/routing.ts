export type Route = 'direct' | 'planned';

export interface RouteChoice {
  readonly route: Route;
  /** One line for the user. */
  readonly reason: string;
  /** Nothing in the question spoke clearly for either; a small model may be asked. */
  readonly isUnsure: boolean;
}

/** Longer questions are briefs. */
const LONG_CHARACTERS = 600;
const SHORT_CHARACTERS = 160;

/** Work in several steps that ends in changes. */
const BUILDS =
  /\b(?:add|build|create|implement|design|introduce|set up|migrate|refactor|restructure|split|merge|normali[sz]e|partition|replace|rename|convert|plan)\b/iu;
const SEVERAL =
  /\b(?:workflow|approval|feature|system|multi-?tenant|tables|schema|roles?|audit|history|versioning|portfolio|module|end[- ]to[- ]end|rollout|zero[- ]downtime)\b/giu;
/** What one look or one piece of knowledge answers. */
const ASKS =
  /^\s*(?:what|why|when|where|which|who|how (?:does|do|is|are|can|much|many|long)|is|are|does|do|can|should|could|explain|show|list|describe|compare)\b/iu;
const STEPS = /(?:^|\n)\s*(?:[-*]|\d+[.)])\s+\S/gu;

/** By fixed rules, so that the same question always goes the same way; a model is asked only where they are unsure. */
export function chooseRoute(question: string, attachmentCount = 0): RouteChoice {
  const text = question.trim();
  const steps = text.match(STEPS)?.length ?? 0;
  const builds = BUILDS.test(text);
  const parts = new Set(text.match(SEVERAL)?.map((word) => word.toLowerCase())).size;
  if (steps >= 2 && builds) return planned(`${steps} points to work through`);
  if (text.length > LONG_CHARACTERS) return planned('a long brief');
  if (builds && parts >= 2) return planned('something new that touches several parts');
  if (ASKS.test(text) && !(builds && parts > 0)) return direct('a question with one answer');
  if (!builds && text.length <= SHORT_CHARACTERS) return direct('short, and nothing is to be built');
  if (builds && text.length <= SHORT_CHARACTERS && parts === 0 && attachmentCount === 0) {
    return direct('one small change');
  }
  return { route: builds ? 'planned' : 'direct', reason: 'not clear from its words alone', isUnsure: true };
}

function planned(why: string): RouteChoice {
  return { route: 'planned', reason: `Planned: ${why}.`, isUnsure: false };
}

function direct(why: string): RouteChoice {
  return { route: 'direct', reason: `Answered directly: ${why}.`, isUnsure: false };
}

const TITLE_MAX = 80;

/** A consultation's title until a better one is given: the question's first sentence, cut at a word. */
export function titleOf(question: string): string {
  const first = /^[\s\S]*?(?:[.?!](?=\s|$)|$)/u.exec(question.trim())?.[0] ?? '';
  const line = first.replaceAll(/\s+/gu, ' ').trim();
  if (line.length <= TITLE_MAX) return line === '' ? 'Consultation' : line;
  const cut = line.slice(0, TITLE_MAX);
  const space = cut.lastIndexOf(' ');
  return `${space > TITLE_MAX / 2 ? cut.slice(0, space) : cut}…`;
}
