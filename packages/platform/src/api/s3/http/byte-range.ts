import { SlipwayError } from "@slipway/model";

export interface ByteRange {
  readonly start: number;
  /** Inclusive. */
  readonly end: number;
}

/**
 * What a Range header asks of an object of `size` bytes; undefined means the whole, also for several ranges and for what is not a
 * range, as HTTP has it, and for the last bytes of an empty object. Throws SLIP-S3-013.
 */
export function byteRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return undefined;
  if (first === "" && size === 0 && Number(last) > 0) return undefined;
  const start = first === "" ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== "" && last !== "" && Number(last) < start) return undefined;
  if (start > end) {
    throw new SlipwayError(
      "SLIP-S3-013",
      `The object has ${size} bytes; the range ${header} is not within it.`,
    );
  }
  return { start, end };
}
