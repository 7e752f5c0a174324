import type { IncomingMessage } from "node:http";
import type { OperationRef } from "@slipway/model/aws/object.ts";
import type { Members } from "../call.ts";
import type { Protocol } from "../protocols/protocol.ts";

/** A request whose body has come whole. */
export interface Received {
  readonly request: IncomingMessage;
  readonly body: Uint8Array;
}

/** One service in one of the protocols that it speaks; what its operations are given and answer is the same in all of them. */
export interface Wire {
  /** Whether a request is of this protocol, by its head alone. */
  takes(request: IncomingMessage): boolean;
  /** Whether the head of such a request names this service, which an unsigned one must. */
  names(request: IncomingMessage): boolean;
  /** How answers to the request look. */
  protocolOf(request: IncomingMessage): Protocol;
  /** The operation asked for; "" where the request names none of this service. */
  operationIn(received: Received): string;
  /**
   * The operation's input, its members of the types that the shapes have as far as the protocol can tell, without what the shapes
   * do not have. Bounded in depth and number before anything is made of it. Throws AwsError in the protocol's words.
   */
  read(operation: OperationRef, received: Received): Members;
  /** The body of an answer; empty where the protocol has none for an operation without an output. */
  write(operation: OperationRef, answer: Members, requestId: string): Uint8Array;
}
