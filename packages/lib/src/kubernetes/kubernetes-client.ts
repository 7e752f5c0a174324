import { type Caller, defined, isSlipwayError, SlipwayError } from "@slipway/model";
import { backOff, spread } from "@slipway/model/back-off.ts";
import { statusError } from "@slipway/model/kubernetes/status-error.ts";
import { Agent, type Dispatcher } from "undici";
import type { Credentials } from "./credentials.ts";
import { textLines } from "./text-lines.ts";

export interface KubernetesClientOptions {
  /** `https://host:port`, perhaps with a path. */
  readonly server: string;
  readonly credentials: Credentials;
  readonly userAgent: string;
  /** Told of every request that goes out; what measures and limits hang on. */
  readonly onRequest?: (request: {
    readonly method: string;
    readonly path: string;
    readonly query: Readonly<Record<string, string>>;
  }) => void;
}

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface KubernetesRequest {
  readonly method?: Method;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly contentType?: string;
}

const TRIES = 6;
const BACK_OFF = { baseMs: 200, capMs: 5_000 } as const;
const REQUEST_MS = 30_000;
/** A stream's first bytes: a server that has nothing to say yet still sends its headers. */
const STREAM_HEADERS_MS = 5_000;
const LARGEST_BYTES = 256 * 1024 * 1024;
const AT_ONCE = 32;

/**
 * Requests to one Kubernetes API server, as one caller. Answers are JSON; failures are SlipwayErrors: the server's own, or
 * SLIP-STORE-007 when it cannot be reached. What is safe to send again is tried for a few seconds.
 */
export class KubernetesClient {
  readonly #options: KubernetesClientOptions;
  readonly #requests: Agent;
  readonly #streams: Agent;
  readonly #impersonate: Readonly<Record<string, string | string[]>>;

  private constructor(
    options: KubernetesClientOptions,
    agents: { readonly requests: Agent; readonly streams: Agent },
    impersonate: Readonly<Record<string, string | string[]>>,
  ) {
    this.#options = options;
    this.#requests = agents.requests;
    this.#streams = agents.streams;
    this.#impersonate = impersonate;
  }

  static create(options: KubernetesClientOptions): KubernetesClient {
    const connect = {
      ...options.credentials.tls,
      timeout: 5_000,
      keepAlive: true,
      keepAliveInitialDelay: 10_000,
    };
    const requests = new Agent({
      connect,
      connections: AT_ONCE,
      headersTimeout: REQUEST_MS,
      bodyTimeout: REQUEST_MS,
      maxResponseSize: LARGEST_BYTES,
    });
    // A watch holds its connection, so that their number is that of the watches.
    const streams = new Agent({ connect, headersTimeout: STREAM_HEADERS_MS, bodyTimeout: 0 });
    return new KubernetesClient(options, { requests, streams }, {});
  }

  /** The same connections with another's rights; the client's own caller needs the right to impersonate it. */
  as({ user, groups }: Caller): KubernetesClient {
    const headers = {
      "impersonate-user": user,
      ...(groups.length === 0 ? {} : { "impersonate-group": [...groups] }),
    };
    return new KubernetesClient(this.#options, { requests: this.#requests, streams: this.#streams }, headers);
  }

  async json<T>(request: KubernetesRequest): Promise<T> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#once<T>(request);
      } catch (error) {
        const pauseMs = tries < TRIES ? pauseAfter(error, request.method ?? "GET", tries) : undefined;
        if (pauseMs === undefined) throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  }

  /** The lines of an answer that comes bit by bit, until it ends or `signal` aborts. Opened once; nothing is tried again. */
  async *lines(
    path: string,
    { query, signal }: { readonly query: Readonly<Record<string, string>>; readonly signal: AbortSignal },
  ): AsyncGenerator<string> {
    const answer = await this.#send({ path, query }, { dispatcher: this.#streams, signal });
    try {
      yield* textLines(answer.body);
    } catch (error) {
      throw reached(this.#options.server, error);
    } finally {
      answer.body.destroy();
      answer.body.on("error", () => {});
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.#requests.destroy(), this.#streams.destroy()]);
  }

  async #once<T>(request: KubernetesRequest): Promise<T> {
    const answer = await this.#send(request, { dispatcher: this.#requests });
    try {
      return (await answer.body.json()) as T;
    } catch (error) {
      throw reached(this.#options.server, error);
    }
  }

  async #send(
    request: KubernetesRequest,
    how: { readonly dispatcher: Agent; readonly signal?: AbortSignal },
  ): Promise<Dispatcher.ResponseData> {
    const first = await this.#exchange(request, how, await this.#options.credentials.token());
    if (first.statusCode !== 401) return successful(first);
    // A token may have been replaced under us.
    await first.body.dump();
    return successful(
      await this.#exchange(request, how, await this.#options.credentials.token({ fresh: true })),
    );
  }

  async #exchange(
    { method = "GET", path, query = {}, body, contentType = "application/json" }: KubernetesRequest,
    { dispatcher, signal }: { readonly dispatcher: Agent; readonly signal?: AbortSignal },
    token: string | undefined,
  ): Promise<Dispatcher.ResponseData> {
    const { server, userAgent, onRequest } = this.#options;
    onRequest?.({ method, path, query });
    const url = new URL(server);
    try {
      return await dispatcher.request({
        origin: url.origin,
        path: `${url.pathname.replace(/\/$/, "")}${path}`,
        query,
        method,
        headers: {
          accept: "application/json",
          "user-agent": userAgent,
          ...this.#impersonate,
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { "content-type": contentType }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        ...defined({ signal }),
      });
    } catch (error) {
      throw reached(server, error);
    }
  }
}

async function successful(answer: Dispatcher.ResponseData): Promise<Dispatcher.ResponseData> {
  if (answer.statusCode < 300) return answer;
  const body = await answer.body.text();
  const failure = statusError({ http: answer.statusCode, slipwayCode: null, body });
  const seconds = Number(answer.headers["retry-after"] ?? failure.details.retryAfterSeconds ?? Number.NaN);
  if (!Number.isFinite(seconds)) throw failure;
  throw new SlipwayError(failure.code, failure.message, {
    details: { ...failure.details, retryAfterSeconds: seconds },
  });
}

function reached(server: string, error: unknown): SlipwayError {
  if (error instanceof SlipwayError) return error;
  const cause = error instanceof Error ? (error.cause instanceof Error ? error.cause : error) : undefined;
  const words = cause?.message ?? String(error);
  return new SlipwayError("SLIP-STORE-007", `${server} cannot be reached: ${words}`, { cause: error });
}

/** How long to wait before the request is sent again; undefined when it must not be, or when that would not help. */
function pauseAfter(error: unknown, method: Method, tries: number): number | undefined {
  if (!isSlipwayError(error)) return undefined;
  const { retryAfterSeconds } = error.details;
  const growing = spread(backOff(tries - 1, BACK_OFF));
  // Turned away before anything was done; the server says when to come back.
  if (error.code === "SLIP-CLIENT-006")
    return Math.max(growing, Math.min(retryAfterSeconds ?? 1, 10) * 1_000);
  if (error.code === "SLIP-STORE-007") return method === "GET" || wasRefused(error) ? growing : undefined;
  const overloaded = error.entry.http >= 500 && (retryAfterSeconds !== undefined || method === "GET");
  return overloaded ? growing : undefined;
}

/** Nothing of the request reached anybody. */
function wasRefused(error: SlipwayError): boolean {
  const code = (error.cause as { readonly code?: string } | undefined)?.code;
  return code === "ECONNREFUSED" || code === "UND_ERR_CONNECT_TIMEOUT" || code === "EHOSTUNREACH";
}
