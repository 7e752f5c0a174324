const PAGE = /^\s*(?:<!doctype html|<html[\s>])/i;
const TITLE = /<title[^>]*>([^<]{1,200})/i;

/**
 * What a web page says of itself, for a client that asked an API; undefined for all else. Neither API answers in HTML: something
 * in between does, such as a proxy or a login.
 */
export function webPage(http: number, body: string): string | undefined {
  if (!PAGE.test(body)) return undefined;
  const title = TITLE.exec(body)?.[1]?.replaceAll(/\s+/g, " ").trim() ?? "";
  return `a web page came back instead of an API's answer (HTTP status ${http}${title === "" ? "" : `, "${title}"`})`;
}
