import type { TreeRule } from '../ruleModel.ts';

/** `{...props}`, which may hold any attribute. */
export const HAS_SPREAD: TreeRule = { has: { kind: 'jsx_expression', regex: '^\\{\\s*\\.\\.\\.' } };

/** Holds for a JSX tag with an attribute whose name matches. */
export function hasAttribute(names: string): TreeRule {
  return { has: { kind: 'jsx_attribute', has: { nthChild: 1, regex: `^(?:${names})$` } } };
}

/** Holds for a JSX tag with an attribute of this name whose value, as written, matches. */
export function hasAttributeValue(names: string, value: string): TreeRule {
  return { has: { kind: 'jsx_attribute', regex: `^(?:${names})\\s*=\\s*(?:${value})` } };
}

/** Opening tag, or tag without content, of the named elements. */
export function jsxTag(name: string): TreeRule {
  return {
    any: [{ kind: 'jsx_opening_element' }, { kind: 'jsx_self_closing_element' }],
    has: { field: 'name', regex: `^${name}$` },
  };
}

/** Opening tag of the named HTML elements; names are lower or upper case in HTML. */
export function htmlTag(name: string): TreeRule {
  return {
    any: [{ kind: 'start_tag' }, { kind: 'self_closing_tag' }],
    has: { kind: 'tag_name', regex: `^${name}$` },
  };
}

export function hasHtmlAttribute(names: string): TreeRule {
  return { has: { kind: 'attribute', has: { kind: 'attribute_name', regex: `^(?:${names})$` } } };
}

/** Frameworks bind attributes by names of their own: `:alt`, `[alt]`, `v-bind`, `{{ … }}`. */
export const HTML_TEMPLATE_ATTRIBUTE: TreeRule = {
  has: { kind: 'attribute', regex: '^(?:[:@\\[(*#]|v-|ng-|x-|data-bind|\\{)|\\{\\{|\\{%|<%' },
};
