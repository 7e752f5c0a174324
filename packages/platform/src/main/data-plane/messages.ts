import type { AnsweredInvocation } from "#ledger/answers.ts";
import type { VariantMeasures } from "#router/counters.ts";

/** What the data plane's process is told; the listening socket of the AWS port comes along with "listen". */
export type ToDataPlane =
  | { readonly kind: "start"; readonly settings: DataPlaneSettings }
  | { readonly kind: "listen" }
  /** Takes nothing new, lets what is under way end, and ends. */
  | { readonly kind: "close" };

export interface DataPlaneSettings {
  /** The home's Kubernetes door, and the rights of the home itself there. */
  readonly kubernetes: { readonly server: string; readonly ca: string; readonly token: string };
  /** The socket at which the server answers what comes on a connection of invocations and is none. */
  readonly server: string;
  /** Where it listens for being asked to leave. */
  readonly leave: string;
  /** The home's folder: where that is gone, there is nothing to carry to. */
  readonly folder: string;
  /** Where what it captures waits for the server to put it into buckets. */
  readonly captured: string;
}

/** What it tells. */
export type FromDataPlane =
  /** It knows all endpoints and can listen. */
  | { readonly kind: "ready" }
  | { readonly kind: "listening" }
  /** A connection for the server, which comes along, and what was read of it. */
  | { readonly kind: "connection"; readonly bytes: Uint8Array }
  | { readonly kind: "measures"; readonly measures: readonly VariantMeasures[] }
  /** Invocations of endpoints that are told by InferenceId what their answers were worth. */
  | { readonly kind: "answered"; readonly answered: readonly AnsweredInvocation[] }
  /** A line of its log, as JSON. */
  | { readonly kind: "log"; readonly line: string };
