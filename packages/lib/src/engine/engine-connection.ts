import { Agent, type Dispatcher, request } from "undici";

export interface EngineRequest {
  readonly method: "GET" | "POST" | "DELETE";
  /** With its query, below the API's root. */
  readonly path: string;
  readonly body?: unknown;
  /** Sent as it is, instead of `body`. */
  readonly archive?: NodeJS.ReadableStream;
  /** Absent: as long as it takes. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** The API that podman and docker both have had since Docker 20.10. */
const VERSION = "/v1.41";

/** What the engine answered with another status than 2xx or 304. */
export class EngineRefusal extends Error {
  override readonly name = "EngineRefusal";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** HTTP to one engine, over its socket. Requests fail with an EngineRefusal, or with what the system says of the socket. */
export class EngineConnection {
  readonly #agent: Agent;
  readonly #origin: string;

  /** Throws for an address that is neither `unix://PATH` nor `tcp://HOST:PORT`. */
  constructor(address: string) {
    const url = new URL(address);
    const isSocket = url.protocol === "unix:";
    if (!isSocket && url.protocol !== "tcp:")
      throw new Error(`${url.protocol}// is not a way to reach an engine here: use unix:// or tcp://`);
    this.#origin = isSocket ? "http://localhost" : `http://${url.host}`;
    this.#agent = new Agent({
      ...(isSocket ? { connect: { socketPath: decodeURIComponent(url.pathname), timeout: 5_000 } } : {}),
      headersTimeout: 0,
      bodyTimeout: 0,
      // Followed logs and waits hold a connection each.
      connections: null,
    });
  }

  /** The answer's body as JSON; undefined for an empty one. */
  async json<T>(asked: EngineRequest): Promise<T> {
    const { body } = await this.send(asked);
    const text = await body.text();
    return (text.trim() === "" ? undefined : JSON.parse(text)) as T;
  }

  /** The answer with its body unread, for who reads it as it comes. */
  async send(asked: EngineRequest): Promise<Dispatcher.ResponseData> {
    const answer = await request(`${this.#origin}${VERSION}${asked.path}`, {
      method: asked.method,
      dispatcher: this.#agent,
      signal: signalOf(asked),
      ...content(asked),
    });
    const { statusCode } = answer;
    if ((statusCode >= 200 && statusCode < 300) || statusCode === 304) return answer;
    throw new EngineRefusal(statusCode, messageIn(await answer.body.text()));
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

function signalOf({ signal, timeoutMs }: EngineRequest): AbortSignal | null {
  const all = [signal, timeoutMs === undefined ? undefined : AbortSignal.timeout(timeoutMs)];
  const given = all.filter((each) => each !== undefined);
  return given.length === 0 ? null : AbortSignal.any(given);
}

function content({ body, archive }: EngineRequest) {
  if (archive !== undefined)
    return { headers: { "content-type": "application/x-tar" }, body: archive as unknown as string };
  if (body === undefined) return {};
  return { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

function messageIn(text: string): string {
  try {
    return String((JSON.parse(text) as { readonly message?: string }).message ?? text);
  } catch {
    return text.trim();
  }
}
