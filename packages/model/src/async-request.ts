/** A request for an endpoint that answers later, as it waits: what the door has accepted, and what carrying it out has learned. */
export interface AsyncRequest {
  /** The client's own, or the one that it was given. */
  readonly inferenceId: string;
  /** `s3://BUCKET/KEY` of the payload; absent where it came with the request. */
  readonly inputLocation?: string;
  /** The payload in base64. */
  readonly payload?: string;
  readonly contentType?: string;
  readonly accept?: string;
  readonly customAttributes?: string;
  /** `s3://BUCKET/KEY` of the answer. */
  readonly outputLocation: string;
  /** The same of what is told instead of an answer; absent where nobody wants to know. */
  readonly failureLocation?: string;
  /** What the container may take. */
  readonly timeoutSeconds: number;
  /** Pods that broke the connection off while they had the request. */
  readonly broken?: number;
}
