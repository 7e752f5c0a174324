/** What a signature covers of a request; Node's `IncomingMessage` is one as it stands. */
export interface SignedRequest {
  readonly method?: string | undefined;
  /** The request target as it came over the wire: raw path and query, nothing decoded. */
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Names and values alternating; tells repeated headers apart, which `headers` has joined already. */
  readonly rawHeaders?: readonly string[];
}

/** Header values by lower-case name; repeated ones joined by a comma, as SigV4 signs them. */
export function headerValues({ headers, rawHeaders = [] }: SignedRequest): Map<string, string> {
  const values = new Map<string, string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) add(values, rawHeaders[at], rawHeaders[at + 1]);
  if (rawHeaders.length > 0) return values;
  for (const [name, value] of Object.entries(headers)) {
    for (const one of typeof value === "string" ? [value] : (value ?? [])) add(values, name, one);
  }
  return values;
}

function add(values: Map<string, string>, given = "", value = ""): void {
  const name = given.toLowerCase();
  const before = values.get(name);
  values.set(name, before === undefined ? value.trim() : `${before},${value.trim()}`);
}
