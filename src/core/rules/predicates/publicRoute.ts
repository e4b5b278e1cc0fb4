import { contentOfString } from './stringText.ts';

/** Paths that have to work before anyone has signed in, or that serve what everyone may have. */
const PUBLIC_SEGMENT =
  /^(?:log-?in|sign-?in|sign-?up|log-?out|sign-?out|register|registration|health|healthz|healthcheck|health-check|ready|readyz|readiness|live|livez|liveness|ping|status|metrics|version|info|callback|oauth2?|sso|saml|oidc|token|refresh|refresh-token|forgot|forgot-password|reset|reset-password|password-reset|verify|verify-email|verification|confirm|activate|magic-link|otp|2fa|mfa|public|static|assets|docs|openapi\.json|favicon\.ico|robots\.txt|sitemap\.xml|contact|contact-us|newsletter|subscribe|unsubscribe|waitlist|feedback|csp-report|csp|telemetry|search|webmention|webmentions|receive|auth|session|sessions|graphql|setup|install|onboarding|draft|preview|revalidate|og|rss|feed|echo|hello|demo|example|test)$/u;

/** Whether a route's path says that it is meant for callers nobody knows. */
export function isPublicRoute(text: string): boolean {
  const segments = contentOfString(text)
    .toLowerCase()
    .split(/[/?]+/u)
    .map((segment) => segment.replaceAll('_', '-'))
    .filter((segment) => segment !== '');
  return segments.some((segment) => PUBLIC_SEGMENT.test(segment));
}

const SENSITIVE_SEGMENT =
  /^(?:users?|accounts?|orders?|invoices?|payments?|customers?|admin|profiles?|members?|employees?|patients?|messages?|transactions?|subscriptions?|salar(?:y|ies)|documents?|contacts?|me)$/u;

/** Whether a route's path names data that belongs to someone. */
export function isSensitiveRoute(text: string): boolean {
  return contentOfString(text)
    .toLowerCase()
    .split(/[/?]+/u)
    .some((segment) => SENSITIVE_SEGMENT.test(segment));
}
