import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';
import { TEST_PATHS } from '../commonPaths.ts';
import { ANY_FUNCTION } from '../ecmascriptShapes.ts';

export const rule: Rule = {
  id: 'lost-error-cause',
  title: 'New error that forgets the one it was made for',
  kind: 'detection',
  severity: 'LOW',
  problemType: 'Standards',
  languages: [...ECMASCRIPT, 'python'],
  message: 'The new error does not carry `$CAUSE`, so the log will not show what really failed.',
  actionRequired: 'Pass the caught error on as the cause.',
  why: '"Could not load the profile" in a log sends people guessing. With the cause attached the same entry ends in "connection refused, 10.0.0.5:5432", and its stack points at the line that failed.',
  howToFix:
    'TypeScript: `throw new Error("could not load", { cause: error })`. Python: `raise LoadError("could not load") from error`.',
  references: [
    'https://developer.mozilla.org/docs/Web/JavaScript/Reference/Global_Objects/Error/cause',
    'https://docs.python.org/3/tutorial/errors.html#exception-chaining',
  ],
  aliases: ['B904', 'preserve-caught-error'],
  exceptPaths: TEST_PATHS,
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        all: [
          { pattern: 'throw new $ERROR($TEXT)' },
          {
            inside: {
              kind: 'catch_clause',
              has: { field: 'parameter', pattern: '$CAUSE' },
              stopBy: ANY_FUNCTION,
            },
          },
          // A message that quotes the error has not forgotten it.
          { not: { has: { kind: 'identifier', pattern: '$CAUSE', stopBy: 'end' } } },
        ],
      },
      constraints: {
        ERROR: { regex: '^(?:Error|TypeError|RangeError|EvalError|URIError)$' },
        TEXT: { any: [{ kind: 'string' }, { kind: 'template_string' }] },
        CAUSE: { kind: 'identifier' },
      },
      fixes: [
        {
          title: 'Attach $CAUSE as the cause',
          kind: 'suggest',
          edits: [{ at: 'TEXT', place: 'after', text: ', { cause: $CAUSE }' }],
        },
      ],
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        kind: 'raise_statement',
        all: [
          { regex: 'raise' },
          {
            inside: {
              kind: 'except_clause',
              has: {
                kind: 'as_pattern',
                has: { kind: 'as_pattern_target', has: { kind: 'identifier', pattern: '$CAUSE' } },
              },
              stopBy: { any: [{ kind: 'function_definition' }, { kind: 'except_clause' }] },
            },
          },
          { not: { has: { field: 'cause', regex: '.' } } },
          { not: { regex: '^raise\\s+(?:SystemExit|StopIteration|KeyboardInterrupt|\\w*Exit)\\b' } },
          {
            has: { kind: 'call', not: { has: { kind: 'identifier', pattern: '$CAUSE', field: 'function' } } },
          },
        ],
      },
      message: 'Python will show `$CAUSE` as a second failure by accident, not as the cause of this one.',
      fixes: [
        { title: 'Raise it from $CAUSE', kind: 'suggest', edits: [{ place: 'after', text: ' from $CAUSE' }] },
      ],
    },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        code: 'try {\n  load();\n} catch (error) {\n  throw new Error(`not loaded: ${id}`);\n}\n',
        marks: 'throw new Error(`not loaded: ${id}`);',
        fixed:
          'try {\n  load();\n} catch (error) {\n  throw new Error(`not loaded: ${id}`, { cause: error });\n}\n',
      },
      {
        language: 'python',
        code: 'try:\n    load()\nexcept OSError as error:\n    log(error)\n    raise LoadError("not loaded")\n',
        fixed:
          'try:\n    load()\nexcept OSError as error:\n    log(error)\n    raise LoadError("not loaded") from error\n',
      },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'try {\n  load();\n} catch (error) {\n  if (last) throw error;\n  if (first) throw new Error("no", { cause: error });\n  later(() => {\n    throw new Error("late");\n  });\n}\nthrow new Error("plain");\n',
      },
      {
        language: 'python',
        code: 'try:\n    load()\nexcept OSError as error:\n    raise LoadError("x") from error\nexcept KeyError:\n    raise LookupError("y")\nexcept ValueError as error:\n    raise\nraise ValueError("plain")\n',
      },
    ],
  },
};
