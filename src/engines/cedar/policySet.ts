import type { CedarModule } from './cedarModule.ts';
import type { PolicyFile } from './policyFiles.ts';

export interface Policy {
  /** From `@id`. */
  readonly id: string;
  readonly effect: 'permit' | 'forbid';
  /** From `@reason`: one line for the user. */
  readonly reason: string;
  readonly file: string;
  readonly own: boolean;
}

export interface PolicySet {
  readonly policies: readonly Policy[];
  /** Text by id, as the engine takes it. */
  readonly texts: Readonly<Record<string, string>>;
  readonly problems: readonly string[];
}

/** Deeper expressions exhaust the stack of the compiled parser, which cannot be used again after that. */
const NESTING_MAX = 50;

const POLICIES_MAX = 500;
const ID = /^[a-z][\w:.-]{0,99}$/iu;

/** Takes files apart into named policies; a policy without `@id`, or with one that stands twice, is a problem. */
export function readPolicySet(cedar: CedarModule, files: readonly PolicyFile[]): PolicySet {
  const policies: Policy[] = [];
  const texts: Record<string, string> = {};
  const problems: string[] = [];
  for (const file of files) {
    for (const read of policiesOf(cedar, file)) {
      if ('problem' in read) problems.push(read.problem);
      else if (Object.hasOwn(texts, read.policy.id))
        problems.push(`${file.name}: the id "${read.policy.id}" stands in another policy too.`);
      else {
        policies.push(read.policy);
        texts[read.policy.id] = read.text;
      }
    }
  }
  if (policies.length > POLICIES_MAX) problems.push(`There are more than ${POLICIES_MAX} policies.`);
  return { policies, texts, problems };
}

type Read = { readonly policy: Policy; readonly text: string } | { readonly problem: string };

function policiesOf(cedar: CedarModule, { name, text, own }: PolicyFile): readonly Read[] {
  if (nestingOf(text) > NESTING_MAX) return [{ problem: `${name} is nested too deeply.` }];
  const parts = cedar.policySetTextToParts(text);
  if (parts.type === 'failure') {
    const [error] = parts.errors;
    const place = error?.sourceLocations?.[0];
    const line = place === undefined ? '' : `:${lineOf(text, place.start)}`;
    return [{ problem: `${name}${line}: ${error?.message ?? 'it cannot be read'}.` }];
  }
  if (parts.policy_templates.length > 0) return [{ problem: `${name}: templates are not used here.` }];
  return parts.policies.map((policyText): Read => {
    const read = cedar.policyToJson(policyText);
    if (read.type === 'failure')
      return { problem: `${name}: ${read.errors[0]?.message ?? 'a policy cannot be read'}.` };
    const { annotations = {}, effect } = read.json;
    const { id, reason } = annotations;
    if (id === undefined || !ID.test(id) || id.startsWith('core:'))
      return { problem: `${name}: a policy has no @id, or one that is no plain name.` };
    return {
      policy: { id, effect, reason: oneLine(reason) ?? `The policy "${id}" says so.`, file: name, own },
      text: policyText,
    };
  });
}

/** Brackets within brackets, wherever they stand: strings and comments are counted too, which refuses too much only. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const character of text) {
    if (character === '(' || character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ')' || character === ']' || character === '}') depth = Math.max(0, depth - 1);
  }
  return deepest;
}

function oneLine(text: string | undefined): string | undefined {
  const line = text?.replace(/\s+/gu, ' ').trim();
  return line === undefined || line === '' ? undefined : line.slice(0, 300);
}

/** The engine counts in bytes, from 0. */
function lineOf(text: string, byteOffset: number): number {
  return Buffer.from(text).subarray(0, byteOffset).toString('utf8').split('\n').length;
}
