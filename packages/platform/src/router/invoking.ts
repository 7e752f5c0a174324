import { isSlipwayError, SlipwayError } from "@slipway/model";
import type { Answer } from "./answer.ts";
import type { Tally, VariantCounters } from "./counters.ts";
import type { ResponseHead } from "./http1/response-head.ts";
import type { PodAnswer, PodFailure } from "./pod-answer.ts";
import type { PodConnection } from "./pod-connection.ts";
import type { RequestBody } from "./request-body.ts";
import type { Route, VariantRoute } from "./routing-table.ts";
import { type AskedSession, SESSION_ID, sessionFields } from "./session-fields.ts";
import type { Tapped } from "./tap/tapped.ts";
import type { Upstream, Upstreams } from "./upstreams.ts";

/** One request for one endpoint that is served. */
export interface RoutedRequest {
  readonly route: Route;
  readonly variant: VariantRoute;
  readonly action: "invocations" | "ping";
  /** Field lines that the container is told, without any that speak of the connection or the body's length. */
  readonly fields: string;
  /** Of a request that belongs to one: its pod is the variant's only one. */
  readonly session?: AskedSession;
  /** Absent for a ping. */
  readonly body?: RequestBody;
}

/**
 * Pods asked for one request: an unreachable one costs nothing, but a request that broke a connection may be what breaks
 * pods, so it is sent at most twice.
 */
const MOST = { attempts: 3, broken: 2 } as const;

/** What counts a request. */
export interface Counting extends Pick<Tally, "answered" | "unanswered" | "mayReplay"> {
  readonly counters: Pick<VariantCounters, "underWay">;
}

interface InvokingParts {
  readonly upstreams: Upstreams;
  readonly tally: Counting;
  readonly tapped?: Tapped | undefined;
  /** Pods asked at most, where that is to be less. */
  readonly attempts?: number;
}

/** Sends a request to a pod of its variant, and to another one when the first takes or answers nothing. */
export class Invoking implements PodAnswer {
  readonly #request: RoutedRequest;
  readonly #answer: Answer;
  readonly #upstreams: Upstreams;
  readonly #tally: Counting;
  readonly #mostAttempts: number;
  readonly #tapped: Tapped | undefined;
  #asked: Set<string> | undefined;
  #attempts = 0;
  #broken = 0;
  #upstream: Upstream | undefined;
  #connection: PodConnection | undefined;
  #startedAt = 0;
  #status = 0;

  constructor(request: RoutedRequest, answer: Answer, parts: InvokingParts) {
    this.#request = request;
    this.#answer = answer;
    this.#upstreams = parts.upstreams;
    this.#tally = parts.tally;
    this.#tapped = parts.tapped;
    this.#mostAttempts = parts.attempts ?? MOST.attempts;
  }

  /** Never throws: whoever waits for the answer is told. */
  start(): void {
    this.#tally.counters.underWay += 1;
    this.#ask();
  }

  /** Goes on after the answer's `flush` has asked for a pause. */
  resume(): void {
    this.#connection?.resume();
  }

  /**
   * Nobody waits for the answer any more, which is told nothing more. `enough`: whoever waited has read all of it that he wanted, which
   * is as good as the whole.
   */
  abandon(enough = false): void {
    const connection = this.#connection;
    if (connection === undefined) return;
    this.#leavePod();
    connection.abandon();
    this.#tapped?.lose("unanswered");
    if (enough && this.#status > 0) this.#count(true);
    this.#leave();
  }

  head(head: ResponseHead): void {
    this.#status = head.status;
    if (this.#upstream !== undefined) this.#upstreams.answered(this.#upstream);
    this.#tapped?.head(head);
    this.#answer.begin(this.#told(head), this.#request.variant.name);
  }

  #told(head: ResponseHead): ResponseHead {
    const { session, variant } = this.#request;
    if (session === undefined) return head;
    const address = this.#upstream?.address;
    const [instance] = [...variant.instances].find(([, pod]) => pod === address) ?? [];
    return { ...head, fields: sessionFields(head.fields, session, instance) };
  }

  data(bytes: Uint8Array): void {
    this.#tapped?.data(bytes);
    this.#answer.write(bytes);
  }

  flush(): boolean {
    return this.#answer.flush();
  }

  end(): void {
    this.#leavePod();
    this.#count(true);
    this.#leave();
    this.#answer.end();
    // Once the answer is on its way.
    this.#tapped?.end();
  }

  brokenOff(bySlowClient: boolean): void {
    this.#leavePod();
    // A client that takes nothing is as one that has left: the container did nothing wrong.
    if (!bySlowClient) this.#count(false);
    this.#leave();
    this.#answer.breakOff();
    this.#tapped?.lose("unanswered");
  }

  failed(failure: PodFailure): void {
    const upstream = this.#upstream;
    this.#leavePod();
    const broken = this.#request.body?.failure;
    if (broken !== undefined) this.#refuse(broken);
    else if (this.#mayAskAnother(failure, upstream)) this.#ask();
    else {
      if (this.#request.action === "invocations") this.#tally.unanswered(0);
      this.#refuse(unanswered(this.#request, failure, this.#broken === 0));
    }
  }

  #mayAskAnother({ kind }: PodFailure, upstream: Upstream | undefined): boolean {
    if (upstream !== undefined) {
      this.#upstreams.failed(upstream);
      this.#asked ??= new Set();
      this.#asked.add(upstream.address);
    }
    const isBroken = kind !== "unreachable";
    if (isBroken) this.#broken += 1;
    const { variant, body } = this.#request;
    const isLeft = this.#attempts < this.#mostAttempts && this.#broken < MOST.broken;
    if (!isLeft || kind === "late" || body?.replayable === false) return false;
    return !isBroken || (variant.neverReplayed === undefined && this.#tally.mayReplay());
  }

  #ask(): void {
    const { action, body } = this.#request;
    const upstream = this.#pick();
    if (upstream === undefined) {
      this.#refuse(full(this.#request));
      return;
    }
    this.#attempts += 1;
    this.#startedAt = performance.now();
    this.#upstream = upstream;
    upstream.outstanding += 1;
    this.#connection = upstream.connection();
    const method = action === "ping" ? "GET" : "POST";
    const sent = {
      method,
      path: `/${action}`,
      fields: fieldsOf(this.#request),
      body: body?.next() ?? null,
      length: body?.length,
    } as const;
    this.#connection.send(sent, this);
  }

  /** A pod not asked yet, else one that was: its idle connections may have been stale. */
  #pick(): Upstream | undefined {
    const { pods } = this.#request.variant;
    const fresh = this.#upstreams.pick(pods, this.#asked);
    return fresh ?? (this.#asked === undefined ? undefined : this.#upstreams.pick(pods));
  }

  #count(complete: boolean): void {
    if (this.#request.action === "ping") return;
    const tookMs = performance.now() - this.#startedAt;
    if (complete) this.#tally.answered(this.#status, tookMs);
    else this.#tally.unanswered(tookMs);
  }

  #leavePod(): void {
    if (this.#upstream !== undefined) this.#upstream.outstanding -= 1;
    this.#upstream = undefined;
    this.#connection = undefined;
  }

  #leave(): void {
    this.#tally.counters.underWay -= 1;
  }

  #refuse(error: Error): void {
    this.#leave();
    this.#answer.refuse(error);
    this.#tapped?.lose("unanswered");
  }
}

/** Field lines that the container is told. */
export function fieldsOf({ fields, session }: RoutedRequest): string {
  return session === undefined ? fields : `${fields}${SESSION_ID}: ${session.own}\r\n`;
}

function full({ variant, route }: RoutedRequest): SlipwayError {
  return new SlipwayError(
    "SLIP-ROUTER-007",
    `Every pod of variant ${variant.name} of endpoint ${route.endpoint} has as many invocations under way as it may have.`,
    { details: { retryAfterSeconds: 1 } },
  );
}

/** Of a request that somebody has seen before this one could not be reached, so that nobody may say that none has. */
export const seen = (error: Error): Error =>
  isSlipwayError(error, "SLIP-ROUTER-003")
    ? new SlipwayError(error.code, error.message, { cause: error })
    : error;

/** `unsent`: no pod has seen anything of it, so that it may be asked again. */
function unanswered(
  { variant, route }: RoutedRequest,
  { kind, error }: PodFailure,
  unsent: boolean,
): SlipwayError {
  if (kind === "late") {
    return new SlipwayError(
      "SLIP-ROUTER-004",
      `Your invocation timed out while waiting for a response from container ${variant.name}.`,
      { cause: error },
    );
  }
  const unreachable = kind === "unreachable";
  const what = unreachable ? "could not be reached" : "closed the connection before it answered";
  return new SlipwayError(
    unreachable ? "SLIP-ROUTER-003" : "SLIP-ROUTER-005",
    `The container of variant ${variant.name} of endpoint ${route.endpoint} ${what}.`,
    { cause: error, ...(unreachable && unsent ? { details: { retryAfterSeconds: 1 } } : {}) },
  );
}
