import type { Condition } from '../../../conditions.ts';
import { ECMASCRIPT, type Language } from '../../../languages.ts';
import type { TreeMatcher, TreeRule } from '../../../ruleModel.ts';

const pair = (kind: string, name: TreeRule, value: TreeRule): TreeRule => ({ all: [{ kind }, name, value] });

const anyKind = (...kinds: readonly string[]): TreeRule => ({ any: kinds.map((kind) => ({ kind })) });

/** The name bound as `$NAME`, held to the words so that files without them are never searched. */
const named = (field: string, words: string): TreeRule => ({
  has: { field, regex: words, pattern: '$NAME' },
});

/** As `named`, for grammars that give the child no field. */
const namedChild = (kind: TreeRule, words: string): TreeRule => ({
  has: { all: [kind, { regex: words }, { pattern: '$NAME' }] },
});

const valued = (field: string, kind: TreeRule): TreeRule => ({ has: { field, all: [kind, VALUE] } });
const valuedChild = (kind: TreeRule): TreeRule => ({ has: { all: [kind, VALUE] } });
const VALUE: TreeRule = { pattern: '$VALUE' };

type Shapes = (words: string) => readonly TreeRule[];

const ecmascript: Shapes = (words) => {
  const text = valued('value', anyKind('string', 'template_string'));
  return [
    pair('variable_declarator', named('name', words), text),
    pair('pair', named('key', words), text),
    pair('public_field_definition', named('name', words), text),
    pair(
      'assignment_expression',
      named('left', words),
      valued('right', anyKind('string', 'template_string')),
    ),
  ];
};

const python: Shapes = (words) => [
  pair('assignment', named('left', words), valued('right', { kind: 'string' })),
  pair('keyword_argument', named('name', words), valued('value', { kind: 'string' })),
  pair('pair', named('key', words), valued('value', { kind: 'string' })),
];

const go: Shapes = (words) => {
  const text = anyKind('interpreted_string_literal', 'raw_string_literal');
  const inList: TreeRule = { has: { kind: 'expression_list', all: [valuedChild(text)] } };
  const nameInList: TreeRule = {
    has: { kind: 'expression_list', field: 'left', regex: words, pattern: '$NAME' },
  };
  return [
    pair('var_spec', named('name', words), inList),
    pair('const_spec', named('name', words), inList),
    pair('short_var_declaration', nameInList, { has: { field: 'right', all: [valuedChild(text)] } }),
    pair('assignment_statement', nameInList, { has: { field: 'right', all: [valuedChild(text)] } }),
    {
      all: [
        { kind: 'keyed_element' },
        { has: { nthChild: 1, regex: words, pattern: '$NAME' } },
        { has: { nthChild: 2, all: [valuedChild(text)] } },
      ],
    },
  ];
};

const java: Shapes = (words) => [
  pair('variable_declarator', named('name', words), valued('value', { kind: 'string_literal' })),
  pair('assignment_expression', named('left', words), valued('right', { kind: 'string_literal' })),
];

const ruby: Shapes = (words) => [
  pair('assignment', named('left', words), valued('right', { kind: 'string' })),
  pair('pair', named('key', words), valued('value', { kind: 'string' })),
];

const php: Shapes = (words) => {
  const text = anyKind('string', 'encapsed_string');
  return [
    pair('assignment_expression', named('left', words), valued('right', text)),
    pair('property_element', namedChild({ kind: 'variable_name' }, words), valuedChild(text)),
    pair('const_element', namedChild({ kind: 'name' }, words), valuedChild(text)),
    {
      all: [
        { kind: 'array_element_initializer' },
        { has: { nthChild: 1, regex: words, pattern: '$NAME' } },
        { has: { nthChild: 2, all: [text, VALUE] } },
      ],
    },
  ];
};

const csharp: Shapes = (words) => [
  pair('variable_declarator', named('name', words), valuedChild({ kind: 'string_literal' })),
  pair('assignment_expression', named('left', words), valued('right', { kind: 'string_literal' })),
];

const kotlin: Shapes = (words) => [
  pair(
    'property_declaration',
    namedChild({ kind: 'variable_declaration' }, words),
    valuedChild({ kind: 'string_literal' }),
  ),
  pair(
    'assignment',
    namedChild({ kind: 'directly_assignable_expression' }, words),
    valuedChild({ kind: 'string_literal' }),
  ),
];

const rust: Shapes = (words) => [
  pair('const_item', named('name', words), valued('value', { kind: 'string_literal' })),
  pair('static_item', named('name', words), valued('value', { kind: 'string_literal' })),
  pair('let_declaration', named('pattern', words), valued('value', { kind: 'string_literal' })),
];

const yaml: Shapes = (words) => [
  pair('block_mapping_pair', named('key', words), valued('value', { kind: 'flow_node' })),
];

const json: Shapes = (words) => [pair('pair', named('key', words), valued('value', { kind: 'string' }))];

const bash: Shapes = (words) => [
  pair('variable_assignment', named('name', words), valued('value', anyKind('string', 'raw_string', 'word'))),
];

const SHAPES: readonly (readonly [readonly Language[], Shapes])[] = [
  [ECMASCRIPT, ecmascript],
  [['python'], python],
  [['go'], go],
  [['java'], java],
  [['ruby'], ruby],
  [['php'], php],
  [['csharp'], csharp],
  [['kotlin'], kotlin],
  [['rust'], rust],
  [['yaml'], yaml],
  [['json'], json],
  [['bash'], bash],
];

/** Languages in which a string given a name can be recognised. */
export const NAMED_STRING_LANGUAGES: readonly Language[] = SHAPES.flatMap(([languages]) => languages);

/**
 * Matchers for a string literal that is given a name, by declaration, assignment, key or argument, in every language:
 * `$NAME` and `$VALUE` are bound and `$VALUE` is reported. `words` is an alternation of plain words the name contains.
 */
export function namedStringMatchers(words: string, where: readonly Condition[]): readonly TreeMatcher[] {
  return SHAPES.map(([languages, shapes]) => ({
    kind: 'tree',
    languages,
    rule: { any: shapes(words) },
    where,
    report: 'VALUE',
  }));
}

/** Node kinds of whole string literals, by language. */
const STRING_KINDS: readonly (readonly [readonly Language[], readonly string[]])[] = [
  [ECMASCRIPT, ['string', 'template_string']],
  [['python', 'ruby'], ['string']],
  [['go'], ['interpreted_string_literal', 'raw_string_literal']],
  [['java', 'kotlin'], ['string_literal']],
  [
    ['csharp'],
    ['string_literal', 'verbatim_string_literal', 'raw_string_literal', 'interpolated_string_expression'],
  ],
  [['rust'], ['string_literal', 'raw_string_literal']],
  [['php'], ['string', 'encapsed_string']],
  [['yaml'], ['string_scalar', 'double_quote_scalar', 'single_quote_scalar', 'block_scalar']],
  [['json'], ['string']],
  [['bash'], ['string', 'raw_string', 'word']],
];

/** Matchers for any string literal that the regular expression finds something in, in every language. */
export function stringMatchers(regex: string, where: readonly Condition[]): readonly TreeMatcher[] {
  return STRING_KINDS.map(([languages, kinds]) => ({
    kind: 'tree',
    languages,
    rule: { all: [anyKind(...kinds), { regex }] },
    where,
  }));
}
