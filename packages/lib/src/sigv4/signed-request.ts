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
export function headerValues(request: SignedRequest): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of headerPairs(request)) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before},${value}`);
  }
  return values;
}

function* headerPairs(request: SignedRequest): Generator<[string, string]> {
  const raw = request.rawHeaders;
  if (raw !== undefined && raw.length > 0) {
    for (let at = 0; at + 1 < raw.length; at += 2)
      yield [(raw[at] ?? "").toLowerCase(), (raw[at + 1] ?? "").trim()];
    return;
  }
  for (const [name, value] of Object.entries(request.headers)) {
    if (value === undefined) continue;
    for (const one of typeof value === "string" ? [value] : value) yield [name.toLowerCase(), one.trim()];
  }
}
