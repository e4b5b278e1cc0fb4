import { recipeFix } from '../../recipes/recipeFix.ts';
import type { Rule } from '../../rules/ruleModel.ts';
import { alterCommands } from '../alterCommands.ts';
import type { SqlFileContext } from '../sqlFileContext.ts';
import type { SqlCheck } from '../sqlRule.ts';
import { nodeAs } from '../sqlStatement.ts';
import { relationName } from '../statementFacts.ts';
import { spanOfTokens } from '../statementTokens.ts';

/** A valid check that an earlier statement puts on the table is taken to prove the partition's bounds. */
function hasProof(table: string, context: SqlFileContext): boolean {
  return context
    .statements()
    .slice(0, context.index)
    .flatMap((statement) => alterCommands(statement))
    .some(({ command, table: of }) => {
      if (of !== table) return false;
      if (command.subtype === 'AT_ValidateConstraint') return true;
      const constraint = nodeAs(command.def, 'Constraint');
      return constraint?.contype === 'CONSTR_CHECK' && !constraint.skip_validation;
    });
}

const check: SqlCheck = (statement, context) =>
  alterCommands(statement).flatMap(({ command, table, first }) => {
    const partition = nodeAs(command.def, 'PartitionCmd');
    if (command.subtype !== 'AT_AttachPartition' || !partition) return [];
    const attached = relationName(partition.name);
    if (context.createdEarlier('table', attached) || context.createdEarlier('table', table)) return [];
    if (hasProof(attached, context)) return [];
    return [
      {
        span: spanOfTokens(statement, first, first + 1),
        message: `Attaching ${attached} reads all of it to check its bounds while nobody can read or write it.`,
        fixes: [recipeFix('attach-partition')],
      },
    ];
  });

export const rule: Rule = {
  id: 'attach-partition',
  title: 'Partition attached without a check that proves its bounds',
  kind: 'prevention',
  severity: 'MEDIUM',
  problemType: 'Performance',
  languages: ['sql'],
  message: 'Attaching a table as a partition reads all of it while nobody can read or write it.',
  actionRequired: 'Prove the bounds with a validated CHECK constraint first.',
  why: 'Postgres has to know that every row of the table belongs in the partition. Without a valid `CHECK` that says so it looks at each of them under an `ACCESS EXCLUSIVE` lock, and at the rows of the default partition too.',
  howToFix: `1. \`ALTER TABLE orders_2025 ADD CONSTRAINT in_2025 CHECK (placed >= '2025-01-01' AND placed < '2026-01-01') NOT VALID;\` (with \`IS NOT NULL\` on the key, if it is nullable)
2. in a later transaction: \`ALTER TABLE orders_2025 VALIDATE CONSTRAINT in_2025;\`
3. attach the partition, then drop the check. Give the default partition the opposite check beforehand.`,
  references: [
    'https://www.postgresql.org/docs/current/ddl-partitioning.html#DDL-PARTITIONING-DECLARATIVE-MAINTENANCE',
  ],
  aliases: ['avoidAttachingPartition'],
  match: [{ kind: 'sqlCheck', statements: ['AlterTableStmt'], check }],
  examples: {
    fires: [
      {
        code: "ALTER TABLE orders ATTACH PARTITION orders_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');",
        marks: 'ATTACH PARTITION',
      },
      {
        code: 'alter table a_1 add constraint c check (k = 1) not valid;\nalter table a attach partition a_1 for values in (1);',
      },
    ],
    silent: [
      {
        code: 'ALTER TABLE a_1 VALIDATE CONSTRAINT c;\nALTER TABLE a ATTACH PARTITION a_1 FOR VALUES IN (1);',
      },
      { code: 'CREATE TABLE a_1 (LIKE a);\nALTER TABLE a ATTACH PARTITION a_1 FOR VALUES IN (1);' },
      { code: 'ALTER TABLE a DETACH PARTITION a_1;' },
    ],
  },
};
