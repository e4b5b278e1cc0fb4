import { quoteIdentifier } from '../../down/catalog/catalogEntry.ts';
import { generatedName, type TableNames } from '../sqlNames.ts';

/** A trigger that keeps two columns in step whichever of them is written. */
export interface TwoWayTrigger {
  readonly make: readonly string[];
  readonly drop: readonly string[];
}

/**
 * The value written wins; where both are, the copy's, which only clients of the new release write.
 *
 * @param forward the copy's value, in terms of `NEW`
 */
export function twoWayTrigger(
  table: TableNames,
  original: string,
  copy: string,
  forward: string,
): TwoWayTrigger {
  const name = generatedName(table.bare, copy, 'sync');
  const call = `${table.prefix}${quoteIdentifier(name)}()`;
  const [from, to] = [quoteIdentifier(original), quoteIdentifier(copy)];
  return {
    make: [
      `CREATE FUNCTION ${call} RETURNS trigger LANGUAGE plpgsql SET search_path = '' AS $$
BEGIN
  IF TG_OP = 'INSERT' AND NEW.${to} IS NOT NULL OR TG_OP = 'UPDATE' AND NEW.${to} IS DISTINCT FROM OLD.${to} THEN
    NEW.${from} := NEW.${to};
  ELSE
    NEW.${to} := ${forward};
  END IF;
  RETURN NEW;
END
$$`,
      `CREATE TRIGGER ${quoteIdentifier(name)} BEFORE INSERT OR UPDATE ON ${table.full} FOR EACH ROW EXECUTE FUNCTION ${call}`,
    ],
    drop: [`DROP TRIGGER ${quoteIdentifier(name)} ON ${table.full}`, `DROP FUNCTION ${call}`],
  };
}
