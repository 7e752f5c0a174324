import { BinaryReader } from "@bufbuild/protobuf/wire";

/** The reader of a message whose JSON is no object of its fields; undefined for all others. */
export function specialValue(type: string): ((bytes: Uint8Array) => unknown) | undefined {
  return SPECIAL[type];
}

const SPECIAL: Readonly<Record<string, ((bytes: Uint8Array) => unknown) | undefined>> = {
  "meta.v1.Time": (bytes) => time(bytes, 0),
  "meta.v1.MicroTime": (bytes) => time(bytes, 6),
  "meta.v1.FieldsV1": json,
  "runtime.RawExtension": json,
  "resource.Quantity": (bytes) => fields(bytes).get(1)?.text ?? "0",
  "intstr.IntOrString": intOrString,
  "authentication.v1.ExtraValue": texts,
  "authorization.v1.ExtraValue": texts,
};

/** One field's value, as whichever kind it was on the wire. */
interface Value {
  readonly number: number;
  readonly text: string;
}

/** Of any that means something. */
const MOST_FIELDS = 10_000;

/** The last value of each field. */
function fields(bytes: Uint8Array): ReadonlyMap<number, Value> {
  return new Map(values(bytes));
}

function values(bytes: Uint8Array): readonly (readonly [number, Value])[] {
  const reader = new BinaryReader(bytes);
  const found: [number, Value][] = [];
  while (reader.pos < reader.len) {
    if (found.length > MOST_FIELDS) throw new Error(`a value of more than ${MOST_FIELDS} fields`);
    const [field, wireType] = reader.tag();
    if (wireType === 0) found.push([field, { number: Number(reader.int64()), text: "" }]);
    else if (wireType === 2) found.push([field, { number: 0, text: reader.string() }]);
    else reader.skip(wireType, field);
  }
  return found;
}

/** The zero time, which Go writes as an empty message, is no time. */
function time(bytes: Uint8Array, digits: number): string | undefined {
  const parts = fields(bytes);
  if (parts.size === 0) return undefined;
  const seconds = parts.get(1)?.number ?? 0;
  const micros = Math.floor((parts.get(2)?.number ?? 0) / 1000);
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return digits === 0 ? `${whole}Z` : `${whole}.${String(micros).padStart(digits, "0")}Z`;
}

function json(bytes: Uint8Array): unknown {
  const raw = fields(bytes).get(1)?.text ?? "";
  return raw === "" ? undefined : JSON.parse(raw);
}

function intOrString(bytes: Uint8Array): string | number {
  const parts = fields(bytes);
  return parts.get(1)?.number === 1 ? (parts.get(3)?.text ?? "") : (parts.get(2)?.number ?? 0);
}

function texts(bytes: Uint8Array): readonly string[] {
  return values(bytes).map(([, value]) => value.text);
}
