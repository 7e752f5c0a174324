import { BinaryReader } from "@bufbuild/protobuf/wire";
import { splitApiVersion } from "@slipway/model";
import { decodeMessage, type JsonObject } from "./decode-message.ts";
import { MESSAGES } from "./messages.generated.ts";

export const PROTOBUF = "application/vnd.kubernetes.protobuf";

/** Of an envelope or of its type; real ones have four. */
const MOST_FIELDS = 100;

/** What every protobuf body of Kubernetes begins with. */
const MAGIC = "k8s\0";

/** Whether bodies of the kind can be read; custom resources have no protobuf at all. */
export function hasProtobuf(group: string, version: string, kind: string): boolean {
  return Object.hasOwn(MESSAGES, messageName(group, version, kind));
}

/** Reads a body as the object that it is, with the apiVersion and kind of its envelope. Throws plain errors. */
export function readProtobuf(body: Buffer): JsonObject {
  if (body.subarray(0, MAGIC.length).toString("latin1") !== MAGIC) {
    throw new Error("the body does not begin as Kubernetes' protobuf does");
  }
  const { apiVersion, kind, raw } = envelope(body.subarray(MAGIC.length));
  const { group, version } = splitApiVersion(apiVersion);
  const message = messageName(group, version, kind);
  if (!Object.hasOwn(MESSAGES, message))
    throw new Error(`no kind ${JSON.stringify(kind)} of ${JSON.stringify(apiVersion)} is known`);
  return { apiVersion, kind, ...decodeMessage(raw, message) };
}

/** The options of a delete are of no group, whichever one they are sent to. */
function messageName(group: string, version: string, kind: string): string {
  if (kind === "DeleteOptions") return "meta.v1.DeleteOptions";
  return `${group === "" ? "core" : group.replace(/\.k8s\.io$/, "")}.${version}.${kind}`;
}

/** runtime.Unknown: which type the bytes are of. */
function envelope(bytes: Uint8Array): {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Uint8Array;
} {
  const parts = bytesOf(bytes);
  const type = bytesOf(parts.get(1) ?? new Uint8Array());
  const text = (number: number) => Buffer.from(type.get(number) ?? []).toString("utf8");
  return { apiVersion: text(1), kind: text(2), raw: parts.get(2) ?? new Uint8Array() };
}

function bytesOf(message: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const reader = new BinaryReader(message);
  const found = new Map<number, Uint8Array>();
  let left = MOST_FIELDS;
  while (reader.pos < reader.len) {
    if (--left < 0) throw new Error(`an envelope of more than ${MOST_FIELDS} fields`);
    const [number, wireType] = reader.tag();
    if (wireType === 2) found.set(number, reader.bytes());
    else reader.skip(wireType, number);
  }
  return found;
}
