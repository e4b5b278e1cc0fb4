import type { AlterTableStmt, CreateFunctionStmt, DropStmt, Node, ObjectWithArgs } from '@pgsql/types';
import { nodeAs, type SqlStatement } from './sqlStatement.ts';
import { nameOfParts, provenColumn, relationName, type SqlFact } from './statementFacts.ts';

const NO_FACTS: readonly SqlFact[] = [];

/** A policy is called by its table and its name. */
export function policyFact(verb: 'create' | 'alter' | 'drop', table: string, name: string): SqlFact {
  return `${verb}:policy:${table}.${name}`;
}

/** A function of these arguments is made; others of the same name stay what they are. */
export function definesFunctionFact(signature: string): SqlFact {
  return `define:function:${signature}`;
}

/** What says that a function is gone; a `DROP` without arguments means the only one of its name. */
export function dropsFunctionFacts(signature: string): readonly SqlFact[] {
  return [`drop:function:${signature}`, `drop:function:${signature.slice(0, signature.indexOf('('))}(*)`];
}

/** `CHECK (column IS NOT NULL)` holds for every row. */
export function provenNotNullFact(table: string, column: string): SqlFact {
  return `proven-not-null:${table}.${column}`;
}

/** `schema.name(type,type)` of the arguments that calls are told apart by. */
export function signatureOf({ funcname, parameters }: CreateFunctionStmt): string {
  const types = (parameters ?? []).flatMap((node) => {
    const parameter = nodeAs(node, 'FunctionParameter');
    if (!parameter || parameter.mode === 'FUNC_PARAM_OUT' || parameter.mode === 'FUNC_PARAM_TABLE') return [];
    return [typeWord(parameter.argType && { TypeName: parameter.argType })];
  });
  return `${nameOfParts(funcname)}(${types.join(',')})`;
}

function typeWord(node: Node | undefined): string {
  const type = nodeAs(node, 'TypeName');
  const name = nodeAs(type?.names?.at(-1), 'String')?.sval ?? '';
  return name + '[]'.repeat(type?.arrayBounds?.length ?? 0);
}

/**
 * What a statement says to other files of its folder beyond `factsOfStatement`: what it drops, replaces and mends for good.
 */
export function lastingFacts({ tree }: SqlStatement): readonly SqlFact[] {
  if (tree === undefined) return NO_FACTS;
  if ('CreatePolicyStmt' in tree) {
    const { table, policy_name } = tree.CreatePolicyStmt;
    return [policyFact('create', relationName(table), policy_name ?? '')];
  }
  if ('AlterPolicyStmt' in tree) {
    const { table, policy_name } = tree.AlterPolicyStmt;
    return [policyFact('alter', relationName(table), policy_name ?? '')];
  }
  if ('CreateFunctionStmt' in tree) return [definesFunctionFact(signatureOf(tree.CreateFunctionStmt))];
  if ('DropStmt' in tree) return dropped(tree.DropStmt);
  if ('AlterTableStmt' in tree) return altered(tree.AlterTableStmt);
  return NO_FACTS;
}

/** Kinds whose `DROP` other statements ask about, as `createdFact` calls them. */
const DROPPED_KINDS: Readonly<Partial<Record<NonNullable<DropStmt['removeType']>, string>>> = {
  OBJECT_VIEW: 'view',
  OBJECT_MATVIEW: 'view',
  OBJECT_INDEX: 'index',
  OBJECT_TYPE: 'type',
  OBJECT_DOMAIN: 'type',
  OBJECT_SCHEMA: 'schema',
};

function dropped({ removeType, objects }: DropStmt): readonly SqlFact[] {
  return (objects ?? []).flatMap((object): readonly SqlFact[] => {
    const parts = nodeAs(object, 'List')?.items ?? [];
    switch (removeType) {
      case 'OBJECT_POLICY':
        return [
          policyFact('drop', nameOfParts(parts.slice(0, -1)), nodeAs(parts.at(-1), 'String')?.sval ?? ''),
        ];
      case 'OBJECT_FUNCTION':
      case 'OBJECT_PROCEDURE':
      case 'OBJECT_ROUTINE':
        return [`drop:function:${droppedSignature(nodeAs(object, 'ObjectWithArgs'))}`];
      default: {
        const kind = removeType && DROPPED_KINDS[removeType];
        const names = parts.length > 0 ? parts : (nodeAs(object, 'TypeName')?.names ?? [object]);
        return kind === undefined ? NO_FACTS : [`drop:${kind}:${nameOfParts(names)}`];
      }
    }
  });
}

function droppedSignature(named: ObjectWithArgs | undefined): string {
  const args = named?.args_unspecified ? '*' : (named?.objargs ?? []).map(typeWord).join(',');
  return `${nameOfParts(named?.objname)}(${args})`;
}

function altered({ relation, cmds, objtype }: AlterTableStmt): readonly SqlFact[] {
  if (objtype !== 'OBJECT_TABLE') return NO_FACTS;
  const table = relationName(relation);
  return (cmds ?? []).flatMap((node): readonly SqlFact[] => {
    const command = nodeAs(node, 'AlterTableCmd');
    switch (command?.subtype) {
      case 'AT_DropConstraint':
        return [`drop:constraint:${table}.${command.name ?? ''}`];
      case 'AT_DropColumn':
        return [`drop:column:${table}.${command.name ?? ''}`];
      case 'AT_DisableRowSecurity':
        return [`rls-off:${table}`];
      case 'AT_AddConstraint': {
        const constraint = nodeAs(command.def, 'Constraint');
        const column = provenColumn(constraint?.raw_expr);
        if (column === undefined) return NO_FACTS;
        return [`${CHECKS_PREFIX}${table}.${constraint?.conname ?? ''}>${column}`];
      }
      default:
        return NO_FACTS;
    }
  });
}

/** `CHECK (column IS NOT NULL)` by this name; whether old rows were looked at is said by other facts. */
export const CHECKS_PREFIX = 'checks-not-null:';
