import { isAllowedFunction } from './allowedFunctions.ts';
import { isAllowedOperator } from './allowedOperators.ts';
import { holdsSecrets, READ_NODES, SAMPLING_METHODS } from './readNodes.ts';
import { attributeRefusal, knownRefusal, refusalOf } from './refusedFunctions.ts';
import type { Objection, SqlClass, UsedName, UsedNames } from './sqlClass.ts';
import { statementObjection } from './statementClasses.ts';
import { type Fields, fieldOf, stringsOf } from './treeFields.ts';

/** Nodes within nodes. A person's query stays below 100; the server's own stack ends at some thousands. */
const DEPTH_MAX = 400;

/** Nodes in all; a text of the greatest length made of constants alone has fewer. */
const NODES_MAX = 200_000;

export interface ReadInspection {
  readonly objections: readonly Objection[];
  readonly names: UsedNames;
}

/** Walks every node of a statement that should only read, and tells all that speaks against it. */
export function inspectRead(tree: unknown): ReadInspection {
  const found = new Findings();
  const pending: { readonly value: unknown; readonly depth: number }[] = [{ value: tree, depth: 0 }];
  let nodes = 0;
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, depth } = next;
    if (typeof value !== 'object' || value === null) continue;
    if (++nodes > NODES_MAX || depth > DEPTH_MAX) {
      found.object(
        'invalid',
        'too-complex',
        'The statement is nested too deeply or too large to be checked.',
      );
      break;
    }
    for (const [key, child] of Object.entries(value)) {
      if (key === 'intoClause') found.object('ddl', 'select-into', 'SELECT … INTO creates a table.');
      // SAFETY: a node's content is a plain JSON object.
      if (isNodeKind(key)) found.visit(key, (child ?? {}) as Fields);
      if (typeof child === 'object') pending.push({ value: child, depth: depth + 1 });
    }
  }
  return { objections: found.objections, names: found.names() };
}

class Findings {
  readonly objections: Objection[] = [];
  readonly #functions = new Map<string, UsedName>();
  readonly #operators = new Map<string, UsedName>();
  readonly #relations = new Map<string, UsedName>();
  readonly #attributes = new Set<string>();

  object(ownClass: SqlClass, subclass: string, reason: string): void {
    if (!this.objections.some((known) => known.reason === reason))
      this.objections.push({ class: ownClass, subclass, reason });
  }

  names(): UsedNames {
    return {
      functions: [...this.#functions.values()],
      operators: [...this.#operators.values()],
      relations: [...this.#relations.values()],
      attributes: [...this.#attributes],
    };
  }

  visit(kind: string, fields: Fields): void {
    if (kind === 'FuncCall') this.#function(stringsOf(fields.funcname));
    else if (kind === 'A_Expr') this.#expression(fields);
    else if (kind === 'SubLink') this.#operator(stringsOf(fields.operName));
    else if (kind === 'SortBy') this.#operator(stringsOf(fields.useOp));
    else if (kind === 'ColumnRef') this.#attribute(stringsOf(fields.fields).slice(1));
    else if (kind === 'A_Indirection') this.#attribute(stringsOf(fields.indirection));
    else if (kind === 'RangeVar') this.#relation(fields);
    else if (kind === 'RangeTableSample') this.#sampling(stringsOf(fields.method));
    else if (kind === 'TypeCast') this.#cast(fields);
    else if (kind === 'LockingClause')
      this.object('write', 'row-lock', 'FOR UPDATE and FOR SHARE lock rows that others may need.');
    else if (!READ_NODES.has(kind)) this.#other(kind, fields);
  }

  #other(kind: string, fields: Fields): void {
    if (!kind.endsWith('Stmt')) {
      this.object('invalid', 'unknown-node', `${kind} is not part of a read that can be checked.`);
      return;
    }
    const { class: ownClass, subclass, reason } = statementObjection(kind, fields);
    this.object(ownClass, `cte-${subclass}`, reason);
  }

  #function(path: readonly string[]): void {
    const used = nameOf(path);
    if (used === undefined) return;
    this.#functions.set(path.join('\0'), used);
    if (isAllowedFunction(used.name, used.schema)) return;
    const { kind, does } = refusalOf(used.name, used.schema);
    this.object('dangerous-function', kind, `${path.join('.')} ${does}.`);
  }

  #expression({ kind, name }: Fields): void {
    // BETWEEN stands where others have an operator.
    if (typeof kind === 'string' && kind.includes('BETWEEN')) return;
    this.#operator(stringsOf(name));
  }

  #operator(path: readonly string[]): void {
    const used = nameOf(path);
    if (used === undefined) return;
    this.#operators.set(path.join('\0'), used);
    if (isAllowedOperator(used.name, used.schema)) return;
    this.object(
      'dangerous-function',
      'user-operator',
      `The operator ${path.join('.')} calls a function that is not known to be safe in a read.`,
    );
  }

  #attribute(names: readonly string[]): void {
    for (const name of names) {
      this.#attributes.add(name);
      const refusal = isAllowedFunction(name) ? undefined : attributeRefusal(name);
      if (refusal)
        this.object('dangerous-function', refusal.kind, `.${name} calls ${name}, which ${refusal.does}.`);
    }
  }

  #relation({ relname, schemaname }: Fields): void {
    if (typeof relname !== 'string') return;
    const schema = typeof schemaname === 'string' ? schemaname : undefined;
    this.#relations.set(`${schema ?? ''}\0${relname}`, {
      name: relname,
      ...(schema !== undefined && { schema }),
    });
    if (holdsSecrets(relname, schema))
      this.object('read', 'secrets', `${schema === undefined ? '' : `${schema}.`}${relname} holds secrets.`);
  }

  #sampling(path: readonly string[]): void {
    const method = path.at(-1);
    if (path.length === 1 && method !== undefined && SAMPLING_METHODS.has(method)) return;
    this.object(
      'dangerous-function',
      'user-function',
      `${path.join('.')} is no known way of taking a sample.`,
    );
  }

  /** `'name'::regproc` looks a function up without a call; there is no need for one that may not be called. */
  #cast({ typeName, arg }: Fields): void {
    const type = stringsOf(fieldOf(typeName, 'names')).at(-1);
    if (type === undefined || !/^reg(?:proc|procedure)$/u.test(type)) return;
    const literal = fieldOf(fieldOf(fieldOf(arg, 'A_Const'), 'sval'), 'sval');
    if (typeof literal !== 'string') return;
    const name = /(?:^|\.)"?(\w+)"?\s*(?:\(.*)?$/su.exec(literal.trim())?.[1];
    const refusal = name === undefined || isAllowedFunction(name) ? undefined : knownRefusal(name);
    if (refusal) this.object('dangerous-function', refusal.kind, `${name} ${refusal.does}.`);
  }
}

function isNodeKind(key: string): boolean {
  const code = key.charCodeAt(0);
  return code >= 65 && code <= 90;
}

function nameOf(path: readonly string[]): UsedName | undefined {
  const name = path.at(-1);
  const schema = path.at(-2);
  return name === undefined ? undefined : { name, ...(schema !== undefined && { schema }) };
}
