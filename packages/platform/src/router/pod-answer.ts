import type { ResponseSink } from "./http1/response-reader.ts";

/** Who is told what a pod answers to one request: `failed`, or `head`, any number of `data`, and then `end` or `brokenOff`. */
export interface PodAnswer extends ResponseSink {
  end(): void;
  /** All that has come by now has been told. False asks for a pause, until the connection's `resume`. */
  flush(): boolean;
  /** Nothing of an answer has come. */
  failed(failure: PodFailure): void;
  /** `bySlowClient`: whoever waited took nothing of it for too long. */
  brokenOff(bySlowClient: boolean): void;
}

/** Why a pod did not answer. */
export interface PodFailure {
  /** "unreachable": nothing was sent. "late": the pod has had its time. "broken": anything else. */
  readonly kind: "unreachable" | "late" | "broken";
  readonly error: Error;
}
