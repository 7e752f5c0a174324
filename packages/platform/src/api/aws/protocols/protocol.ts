import type { AwsError } from "../aws-error.ts";

/** What an error looks like on the wire. */
export interface ErrorReply {
  readonly contentType: string;
  readonly body: string | Uint8Array;
  /** Absent means the error's own. */
  readonly status?: number;
  /** Beside those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One of AWS's protocols, as far as answering in it goes; requests are read by the service that is spoken to. */
export interface Protocol {
  /** Of answers that are no errors. */
  readonly contentType: string;
  /** Of those too, beside those that every answer has. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Never throws: an error about an error would leave the client without an answer. */
  error(error: AwsError, requestId: string): ErrorReply;
}
