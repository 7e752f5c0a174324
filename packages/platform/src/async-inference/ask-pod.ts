import type { Readable } from "node:stream";
import { Agent } from "undici";
import { wordsOf } from "#lib/words-of.ts";

/** What a container says to one request. */
export interface PodAnswer {
  readonly status: number;
  readonly contentType: string | undefined;
  /** Fails where the answer breaks off or comes too late. */
  readonly body: Readable;
}

/** Why a pod gave no whole answer. */
export class NoAnswer extends Error {
  /** "unreachable": it has had nothing of the request. "broken": it may have had all of it. */
  readonly kind: "unreachable" | "broken" | "late";

  constructor(kind: NoAnswer["kind"], cause: unknown) {
    super(wordsOf(cause), { cause });
    this.kind = kind;
  }
}

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** A pod that is not there, or not yet, is left in peace for so long where others have room. */
const AWAY_MS = 2_000;

/** Sends requests to pods, each on a connection of its own: next to what they take it costs nothing, and none is stale. */
export class Pods {
  readonly #agent = new Agent({
    connect: { timeout: 1_000 },
    headersTimeout: 0,
    bodyTimeout: 0,
    pipelining: 0,
    maxHeaderSize: 16 * 1024,
  });
  /** Pods by until when they count as away, by `performance.now()`. */
  readonly #away = new Map<string, number>();

  /** Whether nothing answered at its address a moment ago. */
  isAway(pod: string): boolean {
    const until = this.#away.get(pod);
    if (until === undefined) return false;
    if (performance.now() < until) return true;
    this.#away.delete(pod);
    return false;
  }

  /** Rejects with `NoAnswer`; so does what reads the body, as `failureOf` says. */
  async ask(
    pod: string,
    request: {
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Readable | Buffer;
      readonly signal: AbortSignal;
    },
  ): Promise<PodAnswer> {
    try {
      const { statusCode, headers, body } = await this.#agent.request({
        ...request,
        origin: `http://${pod}`,
        path: "/invocations",
        method: "POST",
        reset: true,
      });
      const type = headers["content-type"];
      return { status: statusCode, contentType: typeof type === "string" ? type : undefined, body };
    } catch (error) {
      const failure = failureOf(error, request.signal);
      if (failure.kind === "unreachable") this.#away.set(pod, performance.now() + AWAY_MS);
      throw failure;
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

/** What an error on the way to or from a pod means. */
export function failureOf(error: unknown, signal: AbortSignal): NoAnswer {
  if (error instanceof NoAnswer) return error;
  if (isTimeout(signal)) return new NoAnswer("late", error);
  const code = (error as { readonly code?: unknown } | null)?.code;
  const unreachable = typeof code === "string" && UNREACHABLE.has(code);
  return new NoAnswer(unreachable ? "unreachable" : "broken", error);
}

const isTimeout = ({ aborted, reason }: AbortSignal): boolean =>
  aborted && (reason as { readonly name?: unknown } | undefined)?.name === "TimeoutError";
