import { defined, SlipwayError } from "@slipway/model";
import { webPage } from "@slipway/model/errors/web-page.ts";
import { statusError } from "@slipway/model/kubernetes/status-error.ts";
import type { Fetch, FetchResponse } from "../http/fetch.ts";
import { growingPause, pause } from "../http/pause.ts";
import { connectionError, send } from "../http/send.ts";

export interface KubernetesConnection {
  /** `https://host:port`, perhaps with a path before `/api`. */
  readonly server: string;
  /** Absent where the connection itself says who asks, by a client certificate. */
  readonly token?: string | undefined;
  readonly fetch: Fetch;
}

export interface Ask {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly body?: unknown;
  readonly contentType?: string;
  readonly accept?: string;
  /** Beside those that every request has. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
}

const TOO_MANY_TRIES = 4;

/** Requests to a Kubernetes API: address, credentials, and errors made readable. */
export class Transport {
  readonly #connection: KubernetesConnection;

  constructor(connection: KubernetesConnection) {
    this.#connection = connection;
  }

  async json<T>(ask: Ask): Promise<T> {
    return (await this.answer<T>(ask)).body;
  }

  async answer<T>(
    ask: Ask,
  ): Promise<{ readonly body: T; readonly http: number; readonly warning: string | null }> {
    const response = await this.open(ask);
    const text = await bodyOf(response, this.#url(ask));
    try {
      const body = JSON.parse(text) as T;
      return { body, http: response.status, warning: response.headers.get("warning") };
    } catch (error) {
      const words =
        webPage(response.status, text) ?? `${this.#url(ask)} answered no JSON but: ${text.slice(0, 80)}`;
      throw new SlipwayError("SLIP-CLIENT-003", words, { cause: error });
    }
  }

  /** The answer with its body still to be read. What the server turns away for its load is asked again. */
  async open(ask: Ask): Promise<FetchResponse> {
    for (let tries = 1; ; tries++) {
      const response = await send(this.#connection.fetch, this.#url(ask), this.#init(ask));
      if (response.status < 300) return response;
      if (response.status === 429 && tries < TOO_MANY_TRIES) {
        await bodyOf(response, this.#url(ask));
        await pause(retryAfterMs(response) ?? growingPause(tries), ask.signal);
        ask.signal?.throwIfAborted();
        continue;
      }
      throw statusError({
        http: response.status,
        slipwayCode: response.headers.get("x-slipway-code"),
        body: await bodyOf(response, this.#url(ask)),
      });
    }
  }

  #url(ask: Ask): string {
    const query = Object.entries(ask.query ?? {}).flatMap(([name, value]) =>
      value === undefined ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value)}`],
    );
    const url = `${this.#connection.server.replace(/\/$/, "")}${ask.path}`;
    return query.length === 0 ? url : `${url}?${query.join("&")}`;
  }

  #init(ask: Ask) {
    const hasBody = ask.body !== undefined;
    const { token } = this.#connection;
    return {
      method: ask.method ?? "GET",
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        accept: ask.accept ?? "application/json",
        ...ask.headers,
        ...(hasBody ? { "content-type": ask.contentType ?? "application/json" } : {}),
      },
      ...(hasBody ? { body: JSON.stringify(ask.body) } : {}),
      ...defined({ signal: ask.signal }),
    };
  }
}

async function bodyOf(response: FetchResponse, url: string): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw connectionError(url, error);
  }
}

const LONGEST_PAUSE_MS = 10_000;

function retryAfterMs(response: FetchResponse): number | undefined {
  const seconds = Number(response.headers.get("retry-after") ?? Number.NaN);
  return Number.isFinite(seconds) ? Math.min(seconds * 1000, LONGEST_PAUSE_MS) : undefined;
}
