import { defined } from "../../defined.ts";

/** `slipway.dev/key-NAME` holds JSON, an `EndpointKey` without its name. */
export const KEY_ANNOTATION_PREFIX = "slipway.dev/key-";
/** How many invocations a second an endpoint takes from all callers together, e.g. `50` or `0.5`. */
export const RATE_ANNOTATION = "slipway.dev/requests-per-second";
/** Whose pages may invoke the endpoint from a browser: origins with commas between, e.g. `https://app.example.com`. */
export const ORIGINS_ANNOTATION = "slipway.dev/cors-origins";

/** The key's own name; with the prefix before it Kubernetes allows 63 characters. */
export const KEY_NAME = /^[a-z0-9]([a-z0-9-]{0,56}[a-z0-9])?$/;
const SHA256 = /^[0-9a-f]{64}$/;
const ORIGIN = /^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$|^https?:\/\/\[[0-9a-f:]+\](:\d{1,5})?$/;
const RATE = { least: 0.01, most: 100_000 } as const;
const MOST_KEYS = 100;
const MOST_ORIGINS = 20;

/** A bearer key by which clients without AWS signatures invoke one endpoint. The key itself is kept nowhere. */
export interface EndpointKey {
  readonly name: string;
  /** Of the whole key as it is sent; 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  /** RFC 3339; it counts for nothing from then on. */
  readonly expires?: string;
  /** What this key alone may take, within what the endpoint takes. */
  readonly requestsPerSecond?: number;
}

/** Who may invoke an endpoint beside callers with AWS credentials, and how often anybody may. */
export interface EndpointAccess {
  readonly keys: readonly EndpointKey[];
  readonly requestsPerSecond?: number;
  /** Without a slash at the end, in lower case. */
  readonly origins: readonly string[];
  /** A sentence for each annotation that cannot be understood, which counts for nothing. */
  readonly problems: readonly string[];
}

export function endpointAccess(annotations: Readonly<Record<string, string>> = {}): EndpointAccess {
  const problems: string[] = [];
  const keys: EndpointKey[] = [];
  for (const [annotation, text] of Object.entries(annotations)) {
    if (!annotation.startsWith(KEY_ANNOTATION_PREFIX)) continue;
    const key = keyOf(annotation.slice(KEY_ANNOTATION_PREFIX.length), text);
    if (key === undefined)
      problems.push(`the annotation ${annotation} is no key as \`slipway key create\` writes it`);
    else if (keys.length === MOST_KEYS) problems.push(`the annotation ${annotation} is key ${MOST_KEYS + 1}`);
    else keys.push(key);
  }
  const [rate, origins] = [annotations[RATE_ANNOTATION], annotations[ORIGINS_ANNOTATION]];
  const requestsPerSecond = rate === undefined ? undefined : rateOf(Number(rate));
  if (rate !== undefined && requestsPerSecond === undefined)
    problems.push(
      `the annotation ${RATE_ANNOTATION} is ${JSON.stringify(rate)}: expected a number from ${RATE.least} to ${RATE.most}`,
    );
  const allowed = (origins ?? "").split(",").flatMap((origin) => {
    const text = origin.trim().toLowerCase();
    if (text === "") return [];
    if (ORIGIN.test(text)) return [text];
    problems.push(
      `the annotation ${ORIGINS_ANNOTATION} names ${JSON.stringify(origin.trim().slice(0, 100))}: expected an origin, for instance https://app.example.com`,
    );
    return [];
  });
  return { keys, ...defined({ requestsPerSecond }), origins: allowed.slice(0, MOST_ORIGINS), problems };
}

/** A number of requests a second within the bounds; undefined for any other. */
export const rateOf = (value: unknown): number | undefined =>
  typeof value === "number" && value >= RATE.least && value <= RATE.most ? value : undefined;

/** The annotation of a key. */
export function keyAnnotation({ name, ...key }: EndpointKey): readonly [string, string] {
  return [`${KEY_ANNOTATION_PREFIX}${name}`, JSON.stringify(key)];
}

function keyOf(name: string, text: string): EndpointKey | undefined {
  const { sha256, expires, requestsPerSecond } = parsed(text);
  if (!KEY_NAME.test(name) || typeof sha256 !== "string" || !SHA256.test(sha256)) return undefined;
  const rate = rateOf(requestsPerSecond);
  if (requestsPerSecond !== undefined && rate === undefined) return undefined;
  if (expires === undefined) return { name, sha256, ...defined({ requestsPerSecond: rate }) };
  if (typeof expires !== "string" || Number.isNaN(Date.parse(expires))) return undefined;
  return { name, sha256, expires, ...defined({ requestsPerSecond: rate }) };
}

function parsed(text: string): Partial<Record<keyof EndpointKey, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
