import type { Condition } from '../../conditions.ts';
import { ECMASCRIPT } from '../../languages.ts';
import type { Rule, TreeRule } from '../../ruleModel.ts';
import { SCRIPT_PATHS, TEST_PATHS } from '../commonPaths.ts';

const NAMES =
  'password|Password|passwd|passphrase|secret|Secret|token|Token|apiKey|api_key|privateKey|private_key|accessKey|access_key|authorization|Authorization|ssn|cardNumber|card_number|creditCard|credit_card|cvv|iban|dateOfBirth|date_of_birth|passport|PASSWORD|SECRET|TOKEN|API_KEY|PRIVATE_KEY|ACCESS_KEY';

/** Parsers and tokenisers log their tokens, which are words of a language. */
const NOT_A_PARSER: Condition = {
  documentMatchesNot:
    '[tT]okeni[sz]|[lL]exer|[pP]arser|[tT]oken(?:_count|Count|s_used|Usage|Limit)|nextToken|max_?[tT]okens',
};

const IS_SENSITIVE: readonly Condition[] = [{ capture: 'VALUE', is: 'sensitiveValue' }, NOT_A_PARSER];

/** A value handed over whole: as an argument, in a template or an f-string, as a field of a logged object. */
const ecmascriptValue: TreeRule = {
  any: [{ kind: 'identifier' }, { kind: 'member_expression' }, { kind: 'shorthand_property_identifier' }],
  regex: NAMES,
  pattern: '$VALUE',
};

const ECMASCRIPT_LOGGER =
  '^(?:console|log|logger|\\w*[lL]ogger|this\\.log|this\\.logger|winston|pino|req\\.log|request\\.log|fastify\\.log|app\\.log|ctx\\.log)\\.(?:log|info|warn|error|debug|trace|fatal|verbose|silly|notice)$';

const PYTHON_LOGGER =
  '^(?:print|(?:logging|log|logger|LOG|LOGGER|_logger|_LOGGER|self\\.log|self\\.logger|current_app\\.logger|app\\.logger)\\.(?:debug|info|warning|warn|error|critical|exception|log))$';

export const rule: Rule = {
  id: 'secret-in-log',
  title: 'Secret or personal data in a log',
  kind: 'prevention',
  severity: 'HIGH',
  problemType: 'Security',
  languages: [...ECMASCRIPT, 'python', 'go', 'java', 'ruby', 'php'],
  message: '$VALUE is written to the log in full.',
  actionRequired: 'Leave the value out, or log an identifier instead.',
  why: 'Logs are copied to collectors, tickets and laptops, kept for months and read by many more people than the database. A token in a log works for whoever finds it, and personal data there breaks deletion duties because nobody knows where the copies are.',
  howToFix:
    'Log what helps to find the record, not the value:\n\n```ts\nlogger.info({ userId: user.id }, "password changed");\n```\n\nSet redaction in the logger as a second line, for instance `pino({ redact: ["*.password", "req.headers.authorization"] })`.',
  references: ['https://cwe.mitre.org/data/definitions/532.html'],
  exceptPaths: [...TEST_PATHS, ...SCRIPT_PATHS.filter((path) => !path.includes('main'))],
  match: [
    {
      kind: 'tree',
      languages: ECMASCRIPT,
      rule: {
        all: [
          ecmascriptValue,
          { not: { inside: { kind: 'member_expression' } } },
          {
            inside: {
              any: [
                { kind: 'arguments' },
                {
                  kind: 'template_substitution',
                  inside: { kind: 'template_string', inside: { kind: 'arguments' } },
                },
                {
                  kind: 'binary_expression',
                  regex: '^[^=!<>&|?]*$',
                  inside: { kind: 'arguments' },
                },
                { kind: 'object', inside: { kind: 'arguments' } },
                { kind: 'pair', inside: { kind: 'object', inside: { kind: 'arguments' } } },
              ],
            },
          },
          {
            inside: {
              stopBy: {
                any: [
                  { kind: 'statement_block' },
                  { kind: 'arrow_function' },
                  { kind: 'ternary_expression' },
                  { kind: 'call_expression' },
                ],
              },
              kind: 'call_expression',
              has: { field: 'function', regex: ECMASCRIPT_LOGGER },
            },
          },
        ],
      },
      where: IS_SENSITIVE,
    },
    {
      kind: 'tree',
      languages: ['python'],
      rule: {
        all: [
          {
            any: [{ kind: 'identifier' }, { kind: 'attribute' }, { kind: 'subscript' }],
            regex: NAMES,
            pattern: '$VALUE',
          },
          { not: { inside: { any: [{ kind: 'attribute' }, { kind: 'subscript' }] } } },
          {
            inside: {
              any: [
                { kind: 'argument_list' },
                { kind: 'interpolation', inside: { kind: 'string', inside: { kind: 'argument_list' } } },
                { kind: 'binary_operator', inside: { kind: 'argument_list' } },
                { kind: 'tuple', inside: { kind: 'binary_operator', inside: { kind: 'argument_list' } } },
              ],
            },
          },
          {
            inside: {
              stopBy: {
                any: [
                  { kind: 'block' },
                  { kind: 'lambda' },
                  { kind: 'conditional_expression' },
                  { kind: 'call' },
                ],
              },
              kind: 'call',
              has: { field: 'function', regex: PYTHON_LOGGER },
            },
          },
        ],
      },
      where: IS_SENSITIVE,
    },
    {
      kind: 'tree',
      languages: ['go'],
      rule: {
        any: [{ kind: 'identifier' }, { kind: 'selector_expression' }],
        regex: NAMES,
        pattern: '$VALUE',
        inside: {
          kind: 'argument_list',
          inside: {
            kind: 'call_expression',
            has: {
              field: 'function',
              regex:
                '^(?:log|logger|slog|logrus|zap|fmt)\\.(?:Print|Println|Printf|Fatal|Fatalf|Info|Infof|Debug|Debugf|Warn|Warnf|Error|Errorf)$',
              not: { regex: '^fmt\\.Errorf$' },
            },
          },
        },
      },
      where: IS_SENSITIVE,
    },
    {
      kind: 'tree',
      languages: ['java'],
      rule: {
        any: [
          { kind: 'identifier' },
          { kind: 'field_access' },
          { kind: 'method_invocation', regex: '\\(\\)$' },
        ],
        regex: NAMES,
        pattern: '$VALUE',
        inside: {
          any: [{ kind: 'argument_list' }, { kind: 'binary_expression', inside: { kind: 'argument_list' } }],
        },
        all: [
          {
            inside: {
              stopBy: { kind: 'block' },
              kind: 'method_invocation',
              regex:
                '^(?:log|logger|LOG|LOGGER|System\\.out)\\.(?:trace|debug|info|warn|error|println|printf)\\(',
            },
          },
        ],
      },
      where: IS_SENSITIVE,
    },
    {
      kind: 'tree',
      languages: ['ruby'],
      rule: {
        any: [{ kind: 'identifier' }, { kind: 'call' }, { kind: 'element_reference' }],
        regex: NAMES,
        pattern: '$VALUE',
        inside: {
          any: [{ kind: 'argument_list' }, { kind: 'interpolation' }],
        },
        all: [
          {
            inside: {
              stopBy: 'end',
              kind: 'call',
              regex: '^(?:puts|(?:Rails\\.)?logger\\.(?:debug|info|warn|error))[ (]',
            },
          },
        ],
      },
      where: IS_SENSITIVE,
    },
    {
      kind: 'tree',
      languages: ['php'],
      rule: {
        any: [{ kind: 'variable_name' }, { kind: 'member_access_expression' }],
        regex: NAMES,
        pattern: '$VALUE',
        inside: {
          stopBy: { kind: 'compound_statement' },
          kind: 'function_call_expression',
          has: { field: 'function', regex: '^(?:error_log|var_dump|print_r|syslog)$' },
        },
        not: { inside: { kind: 'member_access_expression' } },
      },
      where: IS_SENSITIVE,
    },
  ],
  examples: {
    fires: [
      {
        language: 'python',
        code: 'from .settings import CARRIER_TOKEN\n\n\ndef label(order_id):\n    log.info("label for %s with %s", order_id, CARRIER_TOKEN)\n',
        marks: 'CARRIER_TOKEN',
      },
      { language: 'typescript', code: 'logger.info(`login ${email} ${password}`);\n', marks: 'password' },
      {
        language: 'javascript',
        code: 'console.log("headers", req.headers.authorization);\nconsole.log({ user, accessToken });\n',
        count: 2,
      },
      { language: 'tsx', code: 'console.error("payment failed", { card: order.cardNumber });\n' },
      {
        language: 'python',
        code: 'logger.info("token %s", access_token)\nprint(f"ssn: {customer.ssn}")\nlogging.debug("password " + password)\n',
        count: 3,
      },
      {
        language: 'go',
        code: 'package main\n\nfunc main() {\n\tlog.Printf("password %s", user.Password)\n}\n',
      },
      {
        language: 'java',
        code: 'class A { void f() { logger.info("token {}", accessToken); System.out.println("pw " + user.getPassword()); } }\n',
        count: 2,
      },
      { language: 'ruby', code: 'logger.info("password #{password}")\n' },
      { language: 'php', code: '<?php\nerror_log("login " . $user->password);\n' },
    ],
    silent: [
      {
        language: 'typescript',
        code: 'logger.info("password changed", { userId: user.id });\nlogger.info(password.length, Boolean(token), !!token, mask(token));\nlogger.info(`has token: ${token ? "yes" : "no"}`);\nlogger.debug("expires", token.expiresAt, tokenCount);\n',
      },
      {
        language: 'javascript',
        code: 'console.log("Enter your password:");\nconst token = tokenizer.next();\nconsole.log(token);\n',
      },
      { language: 'tsx', code: 'console.log(passwordErrors, tokenType);\nsave(password);\n' },
      {
        language: 'python',
        code: 'logger.info("password reset for %s", user.id)\nprint(len(password))\nlogger.info("has token: %s", token is not None)\nraise ValueError(password)\n',
      },
      {
        language: 'go',
        code: 'package main\n\nfunc main() {\n\tlog.Printf("password changed for %s", user.ID)\n\tcheck(password)\n}\n',
      },
      {
        language: 'java',
        code: 'class A { void f() { logger.info("token refreshed {}", user.getId()); } }\n',
      },
      { language: 'ruby', code: 'logger.info("password changed for #{user.id}")\n' },
      { language: 'php', code: '<?php\nerror_log("password changed for " . $user->id);\n' },
    ],
  },
};
