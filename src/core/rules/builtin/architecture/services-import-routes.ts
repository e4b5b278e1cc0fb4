import { ECMASCRIPT } from '../../languages.ts';
import type { Rule } from '../../ruleModel.ts';

export const rule: Rule = {
  id: 'services-import-routes',
  title: 'Service that imports a route',
  kind: 'enforcement',
  severity: 'LOW',
  problemType: 'Architecture',
  languages: [...ECMASCRIPT, 'python'],
  layers: [4],
  message: 'A service imports `$MODULE` from the route layer, which stands above it.',
  actionRequired: 'Move the shared part into the service layer and import it from the route.',
  why: 'A service that needs a request handler cannot run in a worker, a script or a test without a web server, and a circle of imports is one step away.',
  howToFix: 'Let the route call the service, and pass the service plain values instead of a request.',
  match: [{ kind: 'import', layers: [3] }],
  examples: {
    fires: [
      {
        language: 'typescript',
        path: 'src/services/mail.ts',
        code: 'import { template } from "../routes/mail.js";\n',
      },
      {
        language: 'python',
        path: 'app/services/mail.py',
        code: 'from ..mailers import mail\nfrom ..routers.mail import send\n',
        marks: '..routers.mail',
      },
    ],
    silent: [
      {
        language: 'typescript',
        path: 'src/routes/mail.ts',
        code: 'import { send } from "../services/mail";\n',
      },
      {
        language: 'python',
        path: 'app/services/mail.py',
        code: 'from app.services.queue import push\nimport routers_helper\n',
      },
    ],
  },
};
