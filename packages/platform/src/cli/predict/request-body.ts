import { readFile } from "node:fs/promises";
import { buffer } from "node:stream/consumers";
import { fileError } from "../errors/file-error.ts";
import { usageError } from "../errors/usage-error.ts";
import type { Session } from "../session/session.ts";
import { contentTypeOf } from "../train/upload.ts";
import { sampleRow } from "./sample-row.ts";

export interface RequestBody {
  readonly body: Uint8Array;
  readonly contentType: string;
  /** What the sampled row's truth is, where one was sampled. */
  readonly label?: string;
  readonly from?: string;
}

/** The one body the command line names; its content type from the file's name, else from its look. */
export async function requestBody(
  session: Session,
  given: {
    readonly endpoint: string;
    readonly data: string | undefined;
    readonly file: string | undefined;
    readonly sample: boolean;
    readonly contentType: string | undefined;
  },
): Promise<RequestBody> {
  const { data, file, sample, contentType } = given;
  if ([data !== undefined, file !== undefined, sample].filter(Boolean).length !== 1) {
    throw usageError("give the row with one of --data, --file or --sample");
  }
  if (sample) {
    const row = await sampleRow(session, given.endpoint);
    return { ...row, body: new TextEncoder().encode(row.body), contentType: contentType ?? row.contentType };
  }
  const body = data === undefined ? await read(session, file ?? "") : new TextEncoder().encode(data);
  return { body, contentType: contentType ?? contentTypeOf(file ?? "") ?? looksLike(body) };
}

async function read(session: Session, file: string): Promise<Uint8Array> {
  if (file === "-") return buffer(session.context.stdin);
  return readFile(session.path(file)).catch((error: unknown) => {
    throw fileError(file, error);
  });
}

function looksLike(body: Uint8Array): string {
  const start = new TextDecoder().decode(body.subarray(0, 1024)).trimStart();
  if (/^[{[]/.test(start)) return "application/json";
  return /^(?:[-+.\deE]+\s+)?\d+:\S/.test(start) ? "text/libsvm" : "text/csv";
}
