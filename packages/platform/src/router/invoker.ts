import type { IncomingHttpHeaders } from "node:http";
import type { Writable } from "node:stream";

/** One invocation of an endpoint, its body in memory. */
export interface Invocation {
  readonly namespace: string;
  /** The name clients invoke by: the AWS name. */
  readonly endpoint: string;
  /** What the container is told, by lower-case names: nothing secret, and nothing that speaks of one connection only. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Whether no container may see it twice, though what carries it breaks. */
  readonly neverReplayed?: boolean;
}

/** Whoever waits for a container's answer. */
export interface Recipient {
  /**
   * The way back to the client: when it closes before its end, nobody waits any more. Nothing is written to it before `begin`, and
   * until it has closed the invocation counts among those under way.
   */
  readonly response: Writable;
  /**
   * The container has begun to answer, with any status. Returns where its body goes: `response`, or what reads the body in its
   * place and closes when it has had enough. Called at most once.
   */
  begin(status: number, headers: IncomingHttpHeaders): Writable;
}

/** Carries invocations to the containers of endpoints: the router itself, or a client of one that is elsewhere. */
export interface Invoker {
  /**
   * Resolves once the answer has ended, or nobody waits any more; an answer that breaks off destroys what `begin` returned.
   * Rejects, `begin` not called, with SLIP-ROUTER-001 to 009 when no container answered, SLIP-AWS-008 when no router did.
   */
  invoke(invocation: Invocation, recipient: Recipient): Promise<void>;
}
