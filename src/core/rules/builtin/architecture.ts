import type { Rule } from '../ruleModel.ts';
import { rule as clientImportsServerModule } from './architecture/client-imports-server-module.ts';
import { rule as configReadEverywhere } from './architecture/config-read-everywhere.ts';
import { rule as enumLiteral } from './architecture/enum-literal.ts';
import { rule as longRouteHandler } from './architecture/long-route-handler.ts';
import { rule as modelsImportOuterLayer } from './architecture/models-import-outer-layer.ts';
import { rule as productImportsTests } from './architecture/product-imports-tests.ts';
import { rule as routeWritesDatabase } from './architecture/route-writes-database.ts';
import { rule as servicesImportRoutes } from './architecture/services-import-routes.ts';
import { rule as uiImportsDatabase } from './architecture/ui-imports-database.ts';

/** Rules about which layer may know or do what. */
export const ARCHITECTURE_RULES: readonly Rule[] = [
  clientImportsServerModule,
  configReadEverywhere,
  enumLiteral,
  longRouteHandler,
  modelsImportOuterLayer,
  productImportsTests,
  routeWritesDatabase,
  servicesImportRoutes,
  uiImportsDatabase,
];
