import { SlipwayError } from "@slipway/model";
import type { Checksum as Stated } from "#artifacts/artifacts.ts";
import { type Checksum, findAlgorithm } from "./checksums.ts";

export interface BodyClaims {
  header(name: string): string | undefined;
  headerNames(): Iterable<string>;
  /** Filled when the body has ended. */
  readonly trailers: ReadonlyMap<string, string>;
}

interface Expected {
  readonly name: string;
  readonly algorithm: string;
  readonly sum: Checksum;
  /** What the request says; absent where it is only reckoned. */
  value?(): string | undefined;
  /** Whether it is of the object, not of the request. */
  readonly kept: boolean;
}

const PREFIX = "x-amz-checksum-";
/** Headers of that prefix that carry no checksum. */
const NOT_SUMS = new Set(["x-amz-checksum-algorithm", "x-amz-checksum-type", "x-amz-checksum-mode"]);
/** What S3 takes in one piece. */
const MAX_BYTES = 5 * 1024 * 1024 * 1024;

/** A body on its way, and what it was proven to be. */
export interface CheckedBody {
  readonly bytes: AsyncGenerator<Uint8Array>;
  /** The checksum that the request states, or that was to be reckoned; undefined before the body's end. */
  proven(): Stated | undefined;
}

/**
 * The body with its length and all checksums compared that the request states, in headers or behind the body. `reckon` names an
 * algorithm that is reckoned where none is stated. Throws SLIP-S3-021 for several, and for what is no checksum.
 */
export function checkedBody(
  body: AsyncIterable<Uint8Array>,
  claims: BodyClaims,
  reckon?: string,
): CheckedBody {
  const stated = [...expectations(claims)];
  if (stated.filter(({ kept }) => kept).length > 1) {
    throw invalid("Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
  }
  const expected =
    reckon === undefined || stated.some(({ kept }) => kept)
      ? stated
      : [...stated, { ...start(reckon, reckon), kept: true }];
  let proven: Stated | undefined;
  return {
    bytes: checked(body, claims, expected, (found) => {
      proven = found;
    }),
    proven: () => proven,
  };
}

async function* checked(
  body: AsyncIterable<Uint8Array>,
  claims: BodyClaims,
  expected: readonly Expected[],
  prove: (found: Stated) => void,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BYTES)
      throw new SlipwayError("SLIP-S3-010", `The body is larger than ${MAX_BYTES} bytes (5 GiB).`);
    for (const { sum } of expected) sum.update(chunk);
    yield chunk;
  }
  const length = claims.header("x-amz-decoded-content-length");
  if (length !== undefined && Number(length) !== size) {
    throw new SlipwayError(
      "SLIP-S3-012",
      `The body has ${size} bytes; x-amz-decoded-content-length says ${length}.`,
    );
  }
  for (const one of expected) {
    const value = await compare(one);
    if (one.kept) prove({ algorithm: one.algorithm, value });
  }
}

function* expectations(claims: BodyClaims): Generator<Expected> {
  const md5 = claims.header("content-md5");
  if (md5 !== undefined) {
    if (!isMd5(md5)) throw new SlipwayError("SLIP-S3-032", "The Content-MD5 you specified was invalid.");
    yield { ...start("md5", "content-md5"), value: () => md5, kept: false };
  }
  for (const name of claims.headerNames()) {
    if (!isSum(name)) continue;
    const one = start(name.slice(PREFIX.length), name);
    const value = claims.header(name) ?? "";
    requireForm(one, value);
    yield { ...one, value: () => value, kept: true };
  }
  for (const part of (claims.header("x-amz-trailer") ?? "").split(",")) {
    const name = part.trim().toLowerCase();
    if (!isSum(name)) continue;
    yield { ...start(name.slice(PREFIX.length), name), value: () => claims.trailers.get(name), kept: true };
  }
}

function isMd5(text: string): boolean {
  const read = Buffer.from(text, "base64");
  return read.length === 16 && read.toString("base64") === text;
}

/** Whether a header of this name carries a checksum. */
export const isSum = (name: string): boolean => name.startsWith(PREFIX) && !NOT_SUMS.has(name);

function start(
  algorithm: string,
  name: string,
): Pick<Expected, "name" | "algorithm" | "sum"> & { readonly bytes: number } {
  const found = findAlgorithm(algorithm);
  if (found !== undefined) return { name, algorithm: found.name, bytes: found.bytes, sum: found.start() };
  throw new SlipwayError("SLIP-S3-016", `The checksum ${name} is not one that can be verified here.`);
}

function requireForm(
  { name, bytes }: { readonly name: string; readonly bytes: number },
  value: string,
): void {
  const read = Buffer.from(value, "base64");
  if (read.length === bytes && read.toString("base64") === value) return;
  throw invalid(`Value for ${name} header is invalid.`);
}

const invalid = (message: string): SlipwayError => new SlipwayError("SLIP-S3-021", message);

async function compare({ name, sum, value }: Expected): Promise<string> {
  const found = await sum.digest();
  if (value === undefined) return found;
  const stated = value();
  if (stated === found) return found;
  if (stated === undefined) {
    throw new SlipwayError(
      "SLIP-S3-012",
      `The trailing header ${name} was announced, but did not follow the body.`,
    );
  }
  throw new SlipwayError(
    "SLIP-S3-011",
    `The body's ${name} is ${found}; the request says ${JSON.stringify(stated.slice(0, 100))}.`,
  );
}
