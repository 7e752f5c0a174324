import type { Route, VariantRoute } from "../routing-table.ts";

/**
 * Looks on at invocations without taking part in them. It is called on an invocation's way: nothing here waits, and what it throws is
 * caught and costs that tap the one invocation.
 */
export interface Tap {
  /** Asked of every invocation, so it makes nothing: whether the endpoint or the variant has asked for it at all. */
  wants(route: Route, variant: VariantRoute): boolean;
  /** One begins that it wants. Undefined where this one is of no interest, as when it is not in the sample. */
  begins(invocation: TappedInvocation): Listener | Watcher | undefined;
}

export interface TappedInvocation {
  readonly route: Route;
  /** The one that answers. */
  readonly variant: VariantRoute;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Field lines that the container is told. */
  readonly fields: string;
}

/** Who is told of one invocation: perhaps `asked`, and then `answered` or `lost`. Bytes are not to be changed. */
export interface Listener {
  /** All of the request's body, as soon as it is known. */
  asked?(body: Buffer): void;
  /** The container's answer has come whole, of whatever status. */
  answered(answer: TappedAnswer): void;
  /** There is nothing to tell, or nothing more. */
  lost(why: Lost): void;
}

/** Who needs nothing of bodies: no copies are made for it, and it is told of answers of any length. */
export interface Watcher {
  /** The container's answer has begun, with this status. */
  begun(status: number): void;
}

export interface TappedAnswer {
  /** All of the request's body. */
  readonly asked: Buffer;
  readonly status: number;
  /** Field lines of the container's answer. */
  readonly fields: string;
  readonly body: Buffer;
}

/** "unanswered": no whole answer came, or nobody waited for it. "too long": a body of more than is copied. "no room": too many copies. */
export type Lost = "unanswered" | "too long" | "no room";
