import { isPlaceholder } from './placeholder.ts';
import { contentOfString } from './stringText.ts';

const CONNECTION =
  /\b(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|amqps?|mssql|sqlserver|clickhouse|ftp|smtps?|https?)(?:\+\w+)?:\/\/([^\s:/@"'`?#]*):([^\s@"'`/]+)@([^\s/:"'`?#]+)/u;

const KEY_VALUE_PASSWORD = /(?:^|;)\s*(?:password|pwd)\s*=\s*([^;"']+)/iu;
const KEY_VALUE_SERVER = /(?:^|;)\s*(?:server|data source|host)\s*=/iu;

const DEFAULT_PASSWORDS =
  /^(?:postgres|root|admin|guest|mysql|mongo|redis|user|username|pass|pw|pwd|db|rabbitmq|minio|[a-z])$/iu;

/** Names that only mean the machine itself or a neighbour in the same compose file. */
const LOCAL_HOST =
  /^(?:localhost|127\.0\.0\.1|0\.0\.0\.0|::1|host\.docker\.internal|[a-z]+(?:[-_][a-z]+)*)$/u;
const EXAMPLE_HOST = /(?:^|\.)(?:example|test|invalid|localhost)(?:\.\w+)?$|^(?:host|hostname|server|your)/u;

/** Whether a string holds a working address with a password inside, for a host that others can reach. */
export function hasConnectionPassword(text: string): boolean {
  const content = contentOfString(text);
  const url = CONNECTION.exec(content);
  if (url) {
    const [, , password = '', host = ''] = url;
    if (LOCAL_HOST.test(host) || EXAMPLE_HOST.test(host)) return false;
    return isRealPassword(password);
  }
  const password = KEY_VALUE_PASSWORD.exec(content)?.[1];
  return password !== undefined && KEY_VALUE_SERVER.test(content) && isRealPassword(password.trim());
}

function isRealPassword(password: string): boolean {
  if (/[$<{%[*]/u.test(password[0] ?? '$') || /\$\{|#\{|%s|\{\w*\}/u.test(password)) return false;
  return !DEFAULT_PASSWORDS.test(password) && !isPlaceholder(password);
}
