import { quoteText, type Statements } from './catalogEntry.ts';

/** Names an object in the statements about its owner, comment and privileges. */
export interface FacetTarget {
  /** `ALTER TABLE public.orders`, without what is altered. */
  readonly alter?: string;
  /** `TABLE public.orders`, after `COMMENT ON`. */
  readonly comment?: string;
  /** `TABLE public.orders`, after `GRANT … ON`. */
  readonly grant?: string;
  /** Of one column: stands after each privilege. */
  readonly grantColumn?: string;
}

/** The facets that most objects have; undefined for every other. */
export function commonFacet(
  target: FacetTarget,
  facet: string,
  from: string,
  to: string,
): Statements | undefined {
  if (facet === 'owner' && target.alter !== undefined) return [`${target.alter} OWNER TO ${to}`];
  if (facet === 'comment' && target.comment !== undefined) {
    return [`COMMENT ON ${target.comment} IS ${to === '' ? 'NULL' : quoteText(to)}`];
  }
  if (facet === 'privileges' && target.grant !== undefined) {
    return privilegeChanges(target.grant, from, to, target.grantColumn);
  }
  return undefined;
}

interface Grant {
  readonly grantee: string;
  readonly privilege: string;
  readonly grantable: boolean;
}

/** What turns one list of grants into another, one statement for each grantee. */
export function privilegeChanges(object: string, from: string, to: string, column = ''): Statements {
  const [before, after] = [grantsOf(from), grantsOf(to)];
  const suffix = column === '' ? '' : ` (${column})`;
  const same = (a: Grant, b: Grant): boolean => a.grantee === b.grantee && a.privilege === b.privilege;
  const gone = before.filter((old) => !after.some((now) => same(now, old)));
  const lessened = before.filter(
    (old) => old.grantable && after.some((now) => same(now, old) && !now.grantable),
  );
  const added = after.filter(
    (now) => !before.some((old) => same(old, now) && (old.grantable || !now.grantable)),
  );
  const write = (grants: readonly Grant[], make: (privileges: string, grantee: string) => string): string[] =>
    [...new Set(grants.map(({ grantee }) => grantee))].map((grantee) => {
      const privileges = grants.filter((grant) => grant.grantee === grantee);
      return make(privileges.map(({ privilege }) => `${privilege}${suffix}`).join(', '), grantee);
    });
  return [
    ...write(gone, (privileges, grantee) => `REVOKE ${privileges} ON ${object} FROM ${grantee}`),
    ...write(
      lessened,
      (privileges, grantee) => `REVOKE GRANT OPTION FOR ${privileges} ON ${object} FROM ${grantee}`,
    ),
    ...write(
      added.filter(({ grantable }) => !grantable),
      (privileges, grantee) => `GRANT ${privileges} ON ${object} TO ${grantee}`,
    ),
    ...write(
      added.filter(({ grantable }) => grantable),
      (privileges, grantee) => `GRANT ${privileges} ON ${object} TO ${grantee} WITH GRANT OPTION`,
    ),
  ];
}

function grantsOf(text: string): readonly Grant[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [grantee = '', privilege = '', grantable] = line.split('|');
      return { grantee, privilege, grantable: grantable === 't' };
    });
}
