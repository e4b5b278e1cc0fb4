/**
 * Words by which code shows that it asks who is calling: sessions, tokens, guards, signatures.
 * Deliberately wide: a route that mentions any of them is taken to be guarded.
 */
export const AUTHENTICATION_WORDS =
  '[aA]uth(?!or\\b|ors\\b|ority)|AUTH|[sS]ession(?!Local|maker|_local)|[gG]et_?[uU]ser|[cC]urrent_?[uU]ser|[lL]ogged_?[iI]n|[rR]equire_?\\w*(?:[uU]ser|[rR]ole|[aA]dmin|[lL]ogin|[pP]erm)|[lL]ogin_?[rR]equired|[jJ]wt|JWT|[pP]assport|[cC]lerk|[pP]rotect|[gG]uard|[pP]ermission|[cC]redential|[aA]pi_?[kK]ey|API_KEY|[sS]ignature|[hH]mac|HMAC|constructEvent|[bB]earer|[vV]erify\\w*[tT]oken|token_required|[aA]dmin_?[oO]nly|[iI]sAdmin|is_admin|[cC]heck_?[aA]ccess|[aA]ccess_?[cC]ontrol|[cC]aptcha|[tT]urnstile|abort\\(40[13]|status\\(40[13]\\)|status:\\s*40[13]|status_code\\s*=\\s*40[13]|HTTP_40[13]|CRON_SECRET|getServerSession|getClaims|safeAction|withUser';
