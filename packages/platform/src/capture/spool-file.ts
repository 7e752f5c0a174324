import { joinKey } from "#lib/s3-uri.ts";

/** Where the records of one file go. */
export interface SpoolTarget {
  readonly namespace: string;
  readonly bucket: string;
  readonly key: string;
}

/** Names in a folder of one writer: who shares the room of an endpoint, when the file was begun, and which it is. */
export interface SpoolName {
  readonly share: string;
  readonly begunAt: number;
  readonly id: string;
}

/** Written to; only its writer touches it while that runs. */
const OPEN = ".open";
/** Never written to again. */
const SEALED = ".sealed";
const NAME = /^([0-9a-z]{1,16})\.(\d{13,16})\.([0-9a-f-]{36})\.(open|sealed)$/;

export const openName = ({ share, begunAt, id }: SpoolName): string => `${share}.${begunAt}.${id}${OPEN}`;
export const sealedName = (open: string): string => `${open.slice(0, -OPEN.length)}${SEALED}`;

/** Undefined for a file that is none of ours. */
export function spoolName(name: string): (SpoolName & { readonly sealed: boolean }) | undefined {
  const [, share, begunAt, id, end] = NAME.exec(name) ?? [];
  if (share === undefined || id === undefined) return undefined;
  return { share, begunAt: Number(begunAt), id, sealed: end === "sealed" };
}

/** The first line of a file says where the others go. */
export const headerLine = (target: SpoolTarget): string => `${JSON.stringify(target)}\n`;

/** What a file holds, as far as its lines are whole: one that was cut off goes. Undefined for a file that is none of ours. */
export function spooled(
  content: Buffer,
): { readonly target: SpoolTarget; readonly records: Buffer } | undefined {
  const start = content.indexOf(0x0a) + 1;
  if (start === 0) return undefined;
  const target = targetIn(content.toString("utf8", 0, start - 1));
  if (target === undefined) return undefined;
  const end = content.lastIndexOf(0x0a) + 1;
  // No record has a byte of zero, but a disk that lost its power may.
  const zero = content.indexOf(0, start);
  const whole = zero === -1 || zero > end ? end : content.lastIndexOf(0x0a, zero) + 1;
  return { target, records: content.subarray(start, Math.max(start, whole)) };
}

function targetIn(line: string): SpoolTarget | undefined {
  try {
    const { namespace, bucket, key } = JSON.parse(line) as Partial<Record<keyof SpoolTarget, unknown>>;
    if (typeof namespace !== "string" || typeof bucket !== "string" || typeof key !== "string")
      return undefined;
    return { namespace, bucket, key };
  } catch {
    return undefined;
  }
}

/** `{prefix}/{endpoint}/{variant}/yyyy/mm/dd/hh/MM-SS-mmm-{id}.jsonl`, of an instant in UTC: SageMaker's own. */
export function captureKey(parts: {
  readonly prefix: string;
  readonly endpoint: string;
  readonly variant: string;
  readonly at: number;
  readonly id: string;
}): string {
  const { prefix, endpoint, variant, at, id } = parts;
  const [date = "", time = ""] = new Date(at).toISOString().split("T");
  const [hour = "", minute = "", rest = ""] = time.split(":");
  const [second = "", ms = ""] = rest.slice(0, -1).split(".");
  const name = `${minute}-${second}-${ms}-${id}.jsonl`;
  return joinKey(prefix, [endpoint, variant, ...date.split("-"), hour, name].join("/"));
}
