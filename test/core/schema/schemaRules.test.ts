import { SCHEMA_RULES } from '../../../src/core/schema/schemaRules.ts';
import { describeSchemaExamples } from '../../support/schemaExamples.ts';

describeSchemaExamples(SCHEMA_RULES);
