import { parseXML } from "@aws-sdk/xml-builder";
import { all, textIn, type XmlObject, type XmlValue } from "../xml/parse-body.ts";

/** One rule of a bucket's CORS configuration. */
export interface CorsRule {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposed: readonly string[];
  readonly maxAge?: string;
}

/** Of the document that a bucket keeps, which was checked when it came. */
export function corsRules(document: string): readonly CorsRule[] {
  const root = (parseXML(document) as XmlObject)["CORSConfiguration"];
  return all(root as XmlObject, "CORSRule").map(ruleOf);
}

function ruleOf(rule: XmlValue): CorsRule {
  const texts = (name: string) => all(rule as XmlObject, name).map(String);
  const maxAge = textIn(rule, "MaxAgeSeconds");
  return {
    origins: texts("AllowedOrigin"),
    methods: texts("AllowedMethod"),
    headers: texts("AllowedHeader"),
    exposed: texts("ExposeHeader"),
    ...(maxAge === undefined ? {} : { maxAge }),
  };
}

/** What a browser asks: from where, by which method, with which headers, in lower case. */
export interface CorsQuestion {
  readonly origin: string;
  readonly method: string;
  readonly headers: readonly string[];
}

/** The first rule that allows it, and the headers that tell so; undefined where none does. */
export function corsHeaders(
  rules: readonly CorsRule[],
  { origin, method, headers }: CorsQuestion,
): Record<string, string> | undefined {
  for (const rule of rules) {
    const from = rule.origins.find((allowed) => matches(allowed, origin));
    const isAllowed =
      from !== undefined &&
      rule.methods.includes(method) &&
      headers.every((name) => rule.headers.some((allowed) => matches(allowed.toLowerCase(), name)));
    if (!isAllowed) continue;
    return {
      "access-control-allow-origin": from === "*" ? "*" : origin,
      "access-control-allow-methods": rule.methods.join(", "),
      ...(headers.length === 0 ? {} : { "access-control-allow-headers": headers.join(", ") }),
      ...(rule.exposed.length === 0 ? {} : { "access-control-expose-headers": rule.exposed.join(", ") }),
      ...(rule.maxAge === undefined ? {} : { "access-control-max-age": rule.maxAge }),
      ...(from === "*" ? {} : { "access-control-allow-credentials": "true" }),
      vary: "Origin, Access-Control-Request-Headers, Access-Control-Request-Method",
    };
  }
  return undefined;
}

/** With one wildcard at most. */
function matches(pattern: string, text: string): boolean {
  const star = pattern.indexOf("*");
  if (star < 0) return pattern === text;
  const [before, after] = [pattern.slice(0, star), pattern.slice(star + 1)];
  return text.length >= before.length + after.length && text.startsWith(before) && text.endsWith(after);
}
