import { crc32 } from "node:zlib";
import type { Random } from "../../soak/random.ts";
import type { FuzzRequest } from "../support/fuzz-request.ts";
import { mutateBytes, mutateText, pick } from "../support/mutate.ts";
import { encodePath, signed } from "../support/sign.ts";
import type { FuzzTarget, OpenUpload } from "../support/target.ts";

interface Draft {
  readonly method: string;
  readonly query: [string, string][];
  readonly headers: Record<string, string>;
  readonly body: Buffer;
}

/** A request about an upload in parts that has begun, with bodies that S3's clients send for it, whole or changed. */
export async function multipartRequest(random: Random, target: FuzzTarget): Promise<FuzzRequest> {
  const upload = pick(random, target.uploads);
  const { method, query, headers, body } = drafted(random, upload);
  const path = encodePath(["fuzz", upload.key]);
  const made = await signed(target, { service: "s3", method, path, query, headers, body });
  return { door: "s3", method, ...made, body };
}

function drafted(random: Random, upload: OpenUpload): Draft {
  const query: [string, string][] = [
    ["uploadId", random.chance(0.95) ? upload.id : mutateText(random, upload.id)],
  ];
  const none = { headers: {}, body: Buffer.alloc(0) };
  const turn = random.next();
  if (turn < 0.5) {
    query.push([
      "partNumber",
      pick(random, ["1", "2", "3", "9", "10000", "10001", "0", "-1", "1e3", "x", ""]),
    ]);
    return { method: "PUT", query, ...partBody(random) };
  }
  if (turn < 0.85) return { method: "POST", query, headers: {}, body: completion(random, upload) };
  if (turn < 0.98) {
    if (random.chance(0.5)) query.push(["max-parts", pick(random, ["1", "0", "-1", "x", "99999"])]);
    if (random.chance(0.5)) query.push(["part-number-marker", pick(random, ["1", "-1", "x", "99999"])]);
    return { method: "GET", query, ...none };
  }
  return { method: "DELETE", query, ...none };
}

function partBody(random: Random): Pick<Draft, "headers" | "body"> {
  const size = random.chance(0.05) ? random.between(10_000, 300_000) : random.between(0, 2_000);
  const data = Buffer.alloc(size, "part");
  return random.chance(0.7) ? chunkedBody(random, data) : { headers: {}, body: data };
}

type Trailer = (random: Random, sum: string) => string;

/** What follows the last chunk: as clients write it, and beside that. */
const TRAILERS: readonly Trailer[] = [
  (_, sum) => `x-amz-checksum-crc32:${sum}\r\n`,
  (_, sum) => `x-amz-checksum-crc32:${sum}\n\r\n\r\n`,
  (_, sum) => `X-Amz-Checksum-CRC32 : ${sum} \r\n`,
  () => "x-amz-checksum-crc32:AAAAAA==\r\n",
  () => "",
  () => "x-amz-checksum-sha256:x\r\n",
  (random) => "a:b\r\n".repeat(random.between(1, 3_000)),
  (random) => "\r\n".repeat(random.between(1, 30_000)),
  (random) => `x-amz-checksum-crc32:${"A".repeat(random.between(1, 5_000))}\r\n`,
  (_, sum) => `x-amz-checksum-crc32:${sum}\r\nx-amz-trailer-signature:${"0".repeat(64)}\r\n`,
  (random, sum) => mutateText(random, `x-amz-checksum-crc32:${sum}\r\n`),
];

/** The data as aws-chunked, with a checksum behind it that is right, unless it was changed. */
export function chunkedBody(random: Random, data: Buffer): Pick<Draft, "headers" | "body"> {
  const size = random.chance(0.7) ? Math.max(1, data.length) : random.between(1, 50);
  const pieces: Buffer[] = [];
  for (let at = 0; at < data.length; at += size) {
    const part = data.subarray(at, at + size);
    const signature = random.chance(0.1) ? `;chunk-signature=${"0".repeat(64)}` : "";
    pieces.push(Buffer.from(`${part.length.toString(16)}${signature}\r\n`), part, Buffer.from("\r\n"));
  }
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(data));
  const trailer = random.chance(0.6) ? TRAILERS[0] : pick(random, TRAILERS);
  pieces.push(Buffer.from(`0\r\n${trailer?.(random, sum.toString("base64"))}\r\n`));
  const whole = Buffer.concat(pieces);
  return {
    body: random.chance(0.75) ? whole : mutateBytes(random, whole),
    headers: {
      "content-encoding": pick(random, ["aws-chunked", "aws-chunked", "aws-chunked,gzip", "AWS-Chunked"]),
      "x-amz-content-sha256": random.chance(0.85)
        ? "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
        : pick(random, [
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
            "STREAMING-X",
          ]),
      "x-amz-decoded-content-length": random.chance(0.95)
        ? String(data.length)
        : pick(random, ["0", "-1", "x", "1e9", "99999999999999"]),
      ...(random.chance(0.95)
        ? { "x-amz-trailer": pick(random, ["x-amz-checksum-crc32", "a,b,,c", "x-amz-checksum-none"]) }
        : {}),
    },
  };
}

type Parts = readonly (readonly [number: string, etag: string])[];

/** Lists of the parts that an upload is completed with. */
const LISTS: readonly ((random: Random, upload: OpenUpload) => Parts)[] = [
  (_, { etags: [one, two] }) => [
    ["1", one],
    ["2", two],
  ],
  (_, { etags: [one, two] }) => [
    ["1", `"${one}"`],
    ["2", `&quot;${two}&quot;`],
  ],
  (_, { etags: [one, two] }) => [
    ["2", two],
    ["1", one],
  ],
  (_, { etags: [one] }) => [
    ["1", one],
    ["1", one],
  ],
  (_, { etags: [one] }) => [["3", one]],
  (random) =>
    Array.from({ length: random.between(0, 12_000) }, (_, n) => [String(n + 1), "0".repeat(32)] as const),
  (random, { etags: [one] }) => [[pick(random, ["0", "-1", "1e3", "x", "", "2147483648", "1.5"]), one]],
];

const CHECKSUMS = [
  "",
  "",
  "<ChecksumCRC32>AAAAAA==</ChecksumCRC32>",
  "<ChecksumNone>x</ChecksumNone>",
  "<a/>",
];

function completion(random: Random, upload: OpenUpload): Buffer {
  // An upload that is completed is over: most lists leave it open.
  const list = random.chance(0.05) ? LISTS[0] : pick(random, LISTS.slice(2));
  const checksum = pick(random, CHECKSUMS);
  const parts = (list?.(random, upload) ?? []).map(
    ([number, etag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${etag}</ETag>${checksum}</Part>`,
  );
  const root = random.chance(0.95)
    ? "CompleteMultipartUpload"
    : pick(random, ["Complete", "CompleteMultipartUploadResult"]);
  const namespace = random.chance(0.5) ? ' xmlns="http://s3.amazonaws.com/doc/2006-03-01/"' : "";
  const head = random.chance(0.5) ? '<?xml version="1.0" encoding="UTF-8"?>\n' : "";
  const whole = Buffer.from(`${head}<${root}${namespace}>${parts.join("")}</${root}>`);
  return random.chance(0.7) ? whole : mutateBytes(random, whole);
}
