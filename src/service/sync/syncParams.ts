import { z } from 'zod';

export const configureParams = z.object({
  url: z.string(),
  publishableKey: z.string(),
  workspaceId: z.uuid().optional(),
});
export const sessionParams = z.object({ accessToken: z.string().min(1), refreshToken: z.string().min(1) });
export const deadLettersParams = z.object({ limit: z.int().min(1).max(1000).optional() }).optional();
export const letterParams = z.object({ ids: z.array(z.uuid()).max(1000).optional() }).optional();
export const authorizeUrlParams = z.object({
  provider: z.string().regex(/^[a-z0-9_:-]{1,60}$/u, 'must be a provider such as github'),
  redirectTo: z.string().min(1).max(2000),
});
export const magicLinkParams = z.object({
  email: z
    .string()
    .regex(/^[^\s@]+@[^\s@]+$/u, 'must be an e-mail address')
    .max(320),
  redirectTo: z.string().min(1).max(2000),
});
export const exchangeCodeParams = z.object({
  code: z.string().min(1).max(2000),
  verifier: z.string().min(43).max(200),
});
export const verifyEmailParams = z.union([
  z.object({ tokenHash: z.string().min(1).max(500), type: z.string().regex(/^[a-z_]{1,40}$/u) }),
  z.object({ email: z.string().min(3).max(320), token: z.string().regex(/^\d{6,10}$/u) }),
]);
export const probeParams = z.object({ url: z.string(), publishableKey: z.string() });
export const teamParams = z.object({
  name: z.enum([
    'list_workspaces',
    'create_organisation',
    'create_workspace',
    'list_members',
    'set_member',
    'remove_member',
    'invite_member',
    'list_invitations',
    'revoke_invitation',
    'accept_invitation',
  ]),
  request: z.record(z.string(), z.unknown()),
});
export const adoptParams = z.object({
  fromWorkspaceId: z.uuid(),
  patternIds: z.array(z.uuid()).max(5000).optional(),
  includeShipped: z.boolean().optional(),
});
