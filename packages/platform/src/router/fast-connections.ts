import type { Socket } from "node:net";
import { type Guard, knowCaller } from "#lib/http/guard-connections.ts";
import type { Log } from "#lib/log.ts";
import type { Answer } from "./answer.ts";
import type { Carrying } from "./carrying.ts";
import { type Accepted, ClientConnection, type FastPath } from "./client-connection.ts";
import { errorAnswer } from "./error-answer.ts";
import type { RequestHead } from "./http1/request-head.ts";
import { type InvocationPath, invocationPath, METHOD } from "./invocation-path.ts";
import type { RoutedRequest } from "./invoking.ts";
import { IN_MEMORY, wholeBody } from "./request-body.ts";
import type { Route } from "./routing-table.ts";
import type { Target, Wanted } from "./target-for.ts";
import type { UnderWay } from "./under-way.ts";

export interface FastPathOptions {
  readonly token: string;
  readonly log: Log;
  readonly underWay: UnderWay;
  readonly bodyLimit: number;
  readonly guard: Guard;
  /** Undefined when the endpoint is not served. */
  readonly route: (namespace: string, endpoint: string) => Route | undefined;
  /** Throws when none can serve. */
  readonly target: (route: Route, wanted: Wanted) => Target;
  readonly invoking: (request: RoutedRequest, answer: Answer) => Carrying;
  readonly handOver: (socket: Socket) => void;
}

const CHECK_EVERY_MS = 1_000;

/**
 * Reads requests for which one glance at the head is enough, and leaves the rest to Node: who is not known, what is not served, bodies
 * in chunks or too long to keep, expectations and upgrades.
 */
export class FastConnections implements FastPath {
  readonly #options: FastPathOptions;
  readonly #authorization: string;
  readonly #open = new Set<ClientConnection>();
  readonly #timer: NodeJS.Timeout;
  isClosing = false;

  constructor(options: FastPathOptions) {
    this.#options = options;
    this.#authorization = `Bearer ${options.token}`;
    this.#timer = setInterval(() => this.#check(), CHECK_EVERY_MS).unref();
  }

  take(socket: Socket): void {
    this.#open.add(new ClientConnection(socket, this));
  }

  /** Closes connections as soon as they idle. */
  close(): void {
    this.isClosing = true;
    for (const connection of this.#open) connection.close();
  }

  /** All have closed. */
  closed(): void {
    clearInterval(this.#timer);
  }

  /** Closes all of them at once. */
  cut(): void {
    for (const connection of this.#open) connection.cut();
  }

  accept(head: RequestHead, connection: ClientConnection): Accepted | undefined {
    const { socket } = connection;
    const { underWay, guard, route, bodyLimit } = this.#options;
    const path = invocationPath(head.target);
    if (path === undefined || head.method !== METHOD[path.action]) return undefined;
    if (!isSame(head.authorization, this.#authorization) || !knowCaller(socket, "door")) return undefined;
    if (head.length > Math.min(IN_MEMORY, bodyLimit) || (path.action === "ping" && head.length > 0))
      return undefined;
    if (route(path.namespace, path.endpoint) === undefined || underWay.isFull) return undefined;
    guard.begin(socket);
    underWay.enter(connection);
    return new AcceptedRequest(head, path, this.#options);
  }

  handOver(socket: Socket, bytes: Buffer): void {
    socket.pause();
    socket.unshift(bytes);
    this.#options.handOver(socket);
    socket.resume();
  }

  done(connection: ClientConnection): void {
    this.#options.underWay.leave(connection);
    this.#options.guard.end(connection.socket);
  }

  gone(connection: ClientConnection): void {
    this.#open.delete(connection);
  }

  errorAnswer(error: unknown) {
    return errorAnswer(error, this.#options.log);
  }

  #check(): void {
    const now = performance.now();
    for (const connection of this.#open) connection.check(now);
  }
}

class AcceptedRequest implements Accepted {
  readonly #head: RequestHead;
  readonly #path: InvocationPath;
  readonly #options: FastPathOptions;

  constructor(head: RequestHead, path: InvocationPath, options: FastPathOptions) {
    this.#head = head;
    this.#path = path;
    this.#options = options;
  }

  invoke(body: Buffer, connection: ClientConnection): Carrying {
    const { bodyLimit, invoking, target } = this.#options;
    const { action, namespace, endpoint } = this.#path;
    const { fields, targetVariant, sessionId } = this.#head;
    // Its pods may have changed while the body came.
    const route = this.#options.route(namespace, endpoint) ?? {
      namespace,
      endpoint,
      variants: [],
      shadows: [],
    };
    const wanted = { variant: targetVariant, session: sessionId };
    const routed = { route, ...target(route, wanted), action, fields };
    return invoking(action === "ping" ? routed : { ...routed, body: wholeBody(body, bodyLimit) }, connection);
  }
}

/** Takes as long wherever they differ. */
function isSame(got: string | undefined, expected: string): boolean {
  if (got?.length !== expected.length) return false;
  let differences = 0;
  for (let i = 0; i < expected.length; i++) differences |= got.charCodeAt(i) ^ expected.charCodeAt(i);
  return differences === 0;
}
