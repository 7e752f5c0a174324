import { SlipwayError } from "@slipway/model";
import { type Checksum, checksum } from "./checksums.ts";

export interface BodyClaims {
  header(name: string): string | undefined;
  headerNames(): Iterable<string>;
  /** Filled when the body has ended. */
  readonly trailers: ReadonlyMap<string, string>;
}

interface Expected {
  readonly name: string;
  readonly sum: Checksum;
  value(): string | undefined;
}

const PREFIX = "x-amz-checksum-";
/** Headers of that prefix that carry no checksum. */
const NOT_SUMS = new Set(["x-amz-checksum-algorithm", "x-amz-checksum-type", "x-amz-checksum-mode"]);
/** What S3 takes in one piece. */
const MAX_BYTES = 5 * 1024 * 1024 * 1024;

/** The body with its length and all checksums compared that the request states, in headers or behind the body. */
export async function* checkedBody(
  body: AsyncIterable<Uint8Array>,
  claims: BodyClaims,
): AsyncGenerator<Uint8Array> {
  const expected = [...expectations(claims)];
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
  for (const one of expected) await compare(one);
}

function* expectations(claims: BodyClaims): Generator<Expected> {
  const md5 = claims.header("content-md5");
  if (md5 !== undefined) yield { name: "content-md5", sum: start("md5", "content-md5"), value: () => md5 };
  for (const name of claims.headerNames()) {
    if (!name.startsWith(PREFIX) || NOT_SUMS.has(name)) continue;
    yield { name, sum: start(name.slice(PREFIX.length), name), value: () => claims.header(name) };
  }
  for (const part of (claims.header("x-amz-trailer") ?? "").split(",")) {
    const name = part.trim().toLowerCase();
    if (!name.startsWith(PREFIX)) continue;
    yield { name, sum: start(name.slice(PREFIX.length), name), value: () => claims.trailers.get(name) };
  }
}

function start(algorithm: string, name: string): Checksum {
  const sum = checksum(algorithm);
  if (sum !== undefined) return sum;
  throw new SlipwayError("SLIP-S3-016", `The checksum ${name} is not one that can be verified here.`);
}

async function compare({ name, sum, value }: Expected): Promise<void> {
  const stated = value();
  const found = await sum.digest();
  if (stated === found) return;
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
