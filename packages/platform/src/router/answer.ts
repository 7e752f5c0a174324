import type { ResponseHead } from "./http1/response-head.ts";

/** Where the answer to one invocation goes: `refuse`, or `begin`, any number of `write`, and then `end` or `breakOff`. */
export interface Answer {
  /** A container of the variant has begun to answer. */
  begin(head: ResponseHead, variant: string): void;
  /** The bytes are the giver's again once this has returned. */
  write(bytes: Uint8Array): void;
  /** What was written may go. False asks for a pause, until `Invoking.resume`. */
  flush(): boolean;
  end(): void;
  breakOff(): void;
  /** No container has answered. */
  refuse(error: Error): void;
}
