import { type ErrorCode, SlipwayError } from "@slipway/model";
import { webPage } from "@slipway/model/errors/web-page.ts";
import { codeIn, known } from "@slipway/model/kubernetes/status-error.ts";
import type { FetchResponse } from "../http/fetch.ts";

/** AWS codes that mean the same everywhere; the rest is told in the server's own words. */
const CODE_OF_AWS: Readonly<Record<string, ErrorCode>> = {
  ThrottlingException: "SLIP-CLIENT-006",
  SlowDown: "SLIP-CLIENT-006",
  AccessDenied: "SLIP-API-006",
  AccessDeniedException: "SLIP-API-006",
  InvalidAccessKeyId: "SLIP-API-005",
  SignatureDoesNotMatch: "SLIP-API-005",
  UnrecognizedClientException: "SLIP-API-005",
  ModelError: "SLIP-CLIENT-007",
};

/** The SlipwayError that an AWS API's answer stands for: JSON, or XML from S3. */
export function awsError(response: Pick<FetchResponse, "status" | "headers">, body: string): SlipwayError {
  const page = webPage(response.status, body);
  if (page !== undefined) return new SlipwayError("SLIP-CLIENT-003", page);
  const { type, message } = body.trimStart().startsWith("<") ? fromXml(body) : fromJson(body);
  const name = (response.headers.get("x-amzn-errortype") ?? type).replace(/^.*#/, "").replace(/:.*$/, "");
  const code =
    known(response.headers.get("x-slipway-code")) ?? codeIn(CODE_OF_AWS, name) ?? codeOfHttp(response.status);
  const words = message || body.slice(0, 1000).trim() || wordsOf(response.status);
  return new SlipwayError(
    code,
    name === "" || known(response.headers.get("x-slipway-code")) ? words : `${name}: ${words}`,
  );
}

/** Servers and proxies that give no body have said all by the number. */
const WORDS_OF_HTTP: Readonly<Record<number, string>> = {
  413: "the body is larger than the server takes",
  502: "what is in front of the server cannot reach it",
  503: "the server cannot answer now",
  507: "the server has no room left on its disk",
};

function wordsOf(http: number): string {
  const words = WORDS_OF_HTTP[http];
  return words === undefined ? `HTTP status ${http}` : `${words} (HTTP status ${http})`;
}

function codeOfHttp(http: number): ErrorCode {
  if (http === 404) return "SLIP-API-001";
  if (http === 429) return "SLIP-CLIENT-006";
  return http < 500 ? "SLIP-API-008" : "SLIP-CLIENT-005";
}

function fromXml(body: string): { readonly type: string; readonly message: string } {
  return { type: element(body, "Code"), message: element(body, "Message") };
}

function fromJson(body: string): { readonly type: string; readonly message: string } {
  try {
    const parsed = JSON.parse(body) as Record<string, unknown>;
    const text = (...names: readonly string[]): string => {
      const found = names.map((name) => parsed[name]).find((value) => typeof value === "string");
      return typeof found === "string" ? found : "";
    };
    return { type: text("__type", "code"), message: text("OriginalMessage", "Message", "message") };
  } catch {
    return { type: "", message: "" };
  }
}

/** The text of the first element of that name; what S3 answers needs no more of XML. */
function element(xml: string, name: string): string {
  return unescapeXml(new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "");
}

export function elements(xml: string, name: string): readonly string[] {
  return [...xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"))].map((match) =>
    unescapeXml(match[1] ?? ""),
  );
}

const ESCAPES: Readonly<Record<string, string>> = {
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
  "&": "&amp;",
};

/** As the text of an element; control characters by number, so that any key can be said. */
export const escapeXml = (text: string): string =>
  text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    /[<>"'&\u0000-\u001f]/g,
    (character) => ESCAPES[character] ?? `&#${character.charCodeAt(0)};`,
  );

const ENTITIES: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return Object.hasOwn(ENTITIES, name) ? (ENTITIES[name] ?? whole) : whole;
  });
}
