import type { Readable } from "node:stream";

/** What a pod is sent. */
export interface PodRequest {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Field lines, without any that speak of the connection or the body's length. */
  readonly fields: string;
  /** Whole, or as it comes; null where there is none. */
  readonly body: Uint8Array | Readable | null;
  /** Of a body that comes by and by, where it is known. */
  readonly length: number | undefined;
}
