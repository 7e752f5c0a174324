/** A door of a home, with the form of its answers; `foreign`: of AWS services that are mostly not served. */
export type Door = "kubernetes" | "sagemaker" | "foreign" | "s3" | "invocation" | "router";

/** One request as it goes over the wire. */
export interface FuzzRequest {
  readonly door: Door;
  readonly method: string;
  /** Path and query, percent-encoded. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface FuzzAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The beginning, of an answer that may go on without end. */
  readonly body: Buffer;
  readonly whole: boolean;
}
