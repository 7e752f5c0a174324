import { isSlipwayError, SlipwayError } from "@slipway/model";
import type { ObjectChecksum } from "#artifacts/artifacts.ts";
import type { PartInfo, UploadChecksum, UploadRef } from "#artifacts/object-store.ts";
import { isSum } from "../../body/checked-body.ts";
import { DEFAULT_CHECKSUM, findAlgorithm } from "../../body/checksums.ts";
import { combineCrc } from "../../body/combine-crc.ts";
import { invalidRequest } from "../../refined.ts";
import type { S3Call } from "../../s3-call.ts";

/** A part as the list of a completion names it. */
export interface NamedPart {
  readonly number: number;
  readonly etag: string;
  /** What the list says that the part's checksum is. */
  readonly checksum?: string;
}

const MOST_PARTS = 10_000;

/**
 * The checksum of the object that the parts make, by those that were proven as they came; undefined where the upload asked for none.
 * Throws SLIP-S3-008 for a part that has another than the list says, SLIP-S3-011 where the request states another of the whole,
 * SLIP-S3-021 where it states one that cannot be compared, and SLIP-S3-031 where it states another type than the upload's.
 */
export async function wholeChecksum(
  call: S3Call,
  upload: UploadRef,
  named: readonly NamedPart[],
): Promise<ObjectChecksum | undefined> {
  const there = await partsOf(call, upload);
  if (there === undefined) return undefined;
  const parts = named.map((one) => sameSum(one, there.get(one.number)));
  const wanted = await checksumOf(call, upload, parts);
  if (wanted === undefined) refuseStated(call);
  const proven = parts.filter((part): part is Proven => part?.checksum !== undefined);
  if (wanted === undefined || proven.length === 0 || proven.length < parts.length) return undefined;
  const value =
    wanted.type === "FULL_OBJECT"
      ? combineCrc(
          wanted.algorithm,
          proven.map(({ size, checksum }) => ({ size, value: checksum.value })),
        )
      : `${await ofSums(wanted.algorithm, proven)}-${proven.length}`;
  compare(call, { ...wanted, value });
  return { ...wanted, value };
}

/** What the upload asked for; where it asked for none, what S3 reckons then, if all parts have it. */
async function checksumOf(
  call: S3Call,
  upload: UploadRef,
  parts: readonly (PartInfo | undefined)[],
): Promise<UploadChecksum | undefined> {
  const { checksum } = await call.store.upload(upload);
  const type = call.header("x-amz-checksum-type")?.toUpperCase();
  if (checksum !== undefined && type !== undefined && type !== checksum.type) {
    throw invalidRequest(
      `The upload was created using the ${checksum.type} checksum mode. The complete request must use the same checksum mode.`,
    );
  }
  if (checksum !== undefined) return checksum;
  const isReckoned = parts.every((part) => part?.checksum?.algorithm === DEFAULT_CHECKSUM);
  return isReckoned ? { algorithm: DEFAULT_CHECKSUM, type: "FULL_OBJECT" } : undefined;
}

type Proven = PartInfo & Required<Pick<PartInfo, "checksum">>;

/** Undefined where the upload is over: whoever completes it twice is told the same as before. */
async function partsOf(
  { store }: S3Call,
  upload: UploadRef,
): Promise<ReadonlyMap<number, PartInfo> | undefined> {
  try {
    const parts = await store.parts(upload, { after: 0, limit: MOST_PARTS });
    return new Map(parts.map((part) => [part.number, part]));
  } catch (error) {
    if (isSlipwayError(error, "SLIP-S3-007")) return undefined;
    throw error;
  }
}

function sameSum({ number, checksum }: NamedPart, part: PartInfo | undefined): PartInfo | undefined {
  const known = part?.checksum?.value;
  if (checksum === undefined || known === undefined || checksum === known) return part;
  throw new SlipwayError(
    "SLIP-S3-008",
    `Part ${number} has the checksum ${known}; the list says ${JSON.stringify(checksum.slice(0, 100))}.`,
  );
}

async function ofSums(algorithm: string, parts: readonly Proven[]): Promise<string> {
  const sum = findAlgorithm(algorithm)?.start();
  if (sum === undefined) throw new Error(`${algorithm} is no checksum`);
  for (const { checksum } of parts) sum.update(Buffer.from(checksum.value, "base64"));
  return sum.digest();
}

/** One that nothing is compared with would be taken for proven. */
function refuseStated(call: S3Call): void {
  const name = [...call.headerNames()].find(isSum);
  if (name === undefined) return;
  throw new SlipwayError(
    "SLIP-S3-021",
    `The upload was created without a checksum algorithm; ${name} cannot be compared with anything.`,
  );
}

function compare(call: S3Call, { algorithm, value }: ObjectChecksum): void {
  for (const name of call.headerNames()) {
    if (!isSum(name)) continue;
    const stated = call.header(name);
    const bare = value.replace(/-\d+$/, "");
    if (name.endsWith(`-${algorithm.toLowerCase()}`) && (stated === value || stated === bare)) continue;
    throw new SlipwayError(
      "SLIP-S3-011",
      `The object's x-amz-checksum-${algorithm.toLowerCase()} is ${value}; the request says ${JSON.stringify(stated?.slice(0, 100))} as ${name}.`,
    );
  }
}
