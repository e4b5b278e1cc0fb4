import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'models-import-outer-layer',
  title: 'Model that knows routes or user interface',
  kind: 'enforcement',
  severity: 'MEDIUM',
  problemType: 'Architecture',
  languages: [...ECMASCRIPT, 'python'],
  layers: [1],
  message: 'A model imports `$MODULE`, which belongs to the routes or the user interface.',
  actionRequired: 'Turn the dependency round: let the outer layer import the model.',
  why: 'Models are used by everything. One that imports a route pulls the web framework into every worker and script, and sooner or later the two import each other and one of them is half loaded.',
  howToFix: 'Move what the model needs into the model or into a shared module below both.',
  match: [
    { kind: 'import', layers: [3] },
    { kind: 'import', languages: ECMASCRIPT, layers: [6] },
  ],
  examples: {
    fires: [
      {
        language: 'typescript',
        path: 'src/models/order.ts',
        code: 'import { handler } from "../routes/orders";\n',
      },
      {
        language: 'python',
        path: 'app/models/order.py',
        code: 'from app.routers.orders import router\n',
        marks: 'app.routers.orders',
      },
    ],
    silent: [
      {
        language: 'python',
        path: 'app/models.py',
        code: 'from .hooks import dispatch\nfrom botocore.handlers import X\n',
      },
      {
        language: 'typescript',
        path: 'src/models/order.ts',
        code: 'import { User } from "./user";\nimport express from "express";\n',
      },
      { language: 'python', path: 'app/routers/orders.py', code: 'from app.models.order import Order\n' },
    ],
  },
};
