import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { MESSAGES } from "./messages.generated.ts";
import { specialValue } from "./special-value.ts";

export type JsonObject = Record<string, unknown>;

interface Field {
  readonly name: string;
  readonly type: string;
  readonly repeated: boolean;
  readonly map: boolean;
  /** Go writes every field that is no pointer; its zero means that it was not set. */
  readonly pointer: boolean;
  readonly inline: boolean;
}

const parsed = new Map<string, ReadonlyMap<number, Field>>();

/** What a message may still hold of fields and items: an empty one takes two bytes on the wire and much more in memory. */
interface Budget {
  left: number;
}

const MOST_VALUES = 100_000;

/** A Kubernetes message as the JSON object that it stands for. Throws a plain error when it is damaged, or too much. */
export function decodeMessage(
  bytes: Uint8Array,
  message: string,
  budget: Budget = { left: MOST_VALUES },
): JsonObject {
  const reader = new BinaryReader(bytes);
  const fields = fieldsOf(message);
  const object: JsonObject = {};
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (--budget.left < 0) throw new Error(`more than ${MOST_VALUES} values`);
    const field = fields.get(number);
    if (field === undefined) reader.skip(wireType, number);
    else put(object, field, read(reader, wireType, field, budget));
  }
  return object;
}

function fieldsOf(message: string): ReadonlyMap<number, Field> {
  const known = parsed.get(message);
  if (known !== undefined) return known;
  const fields = new Map(
    (MESSAGES[message] ?? []).map((entry) => {
      const [number = "", name = "", type = "", flags = ""] = entry.split(" ");
      const has = (flag: string) => flags.includes(flag);
      const field = { name, type, repeated: has("*"), map: has("%"), pointer: has("?"), inline: has("^") };
      return [Number(number), field] as const;
    }),
  );
  parsed.set(message, fields);
  return fields;
}

function read(reader: BinaryReader, wireType: WireType, field: Field, budget: Budget): unknown {
  if (field.map) return readEntry(reader.bytes(), field.type, budget);
  const expected = SCALARS[field.type]?.wire ?? WireType.LengthDelimited;
  if (wireType !== expected) throw new Error(`${field.name}: wire type ${wireType}, expected ${expected}`);
  return readValue(reader, field.type, budget);
}

function readValue(reader: BinaryReader, type: string, budget: Budget): unknown {
  const scalar = SCALARS[type];
  if (scalar !== undefined) return scalar.read(reader);
  const bytes = reader.bytes();
  const special = specialValue(type);
  return special === undefined ? decodeMessage(bytes, type, budget) : special(bytes);
}

/** The JSON of a scalar; bytes are base64. Beyond 2^53 numbers lose digits, as they do in JSON here. */
const SCALARS: Readonly<
  Record<string, { readonly wire: WireType; read(reader: BinaryReader): unknown } | undefined>
> = {
  string: { wire: WireType.LengthDelimited, read: (reader) => reader.string() },
  bytes: { wire: WireType.LengthDelimited, read: (reader) => Buffer.from(reader.bytes()).toString("base64") },
  bool: { wire: WireType.Varint, read: (reader) => reader.bool() },
  int32: { wire: WireType.Varint, read: (reader) => reader.int32() },
  int64: { wire: WireType.Varint, read: (reader) => Number(reader.int64()) },
};

function readEntry(bytes: Uint8Array, type: string, budget: Budget): readonly [string, unknown] {
  const reader = new BinaryReader(bytes);
  let key = "";
  let value: unknown = type === "string" || type === "bytes" ? "" : undefined;
  while (reader.pos < reader.len) {
    const [number, wireType] = reader.tag();
    if (number === 1) key = reader.string();
    else if (number === 2) value = readValue(reader, type, budget);
    else reader.skip(wireType, number);
  }
  return [key, value];
}

function put(object: JsonObject, field: Field, value: unknown): void {
  const present = object[field.name];
  if (field.map) {
    const map = (present ?? {}) as JsonObject;
    define(map, ...(value as readonly [string, unknown]));
    object[field.name] = map;
  } else if (field.repeated) {
    const list = (present ?? []) as unknown[];
    list.push(value);
    object[field.name] = list;
  } else if (field.inline) {
    Object.assign(object, value);
  } else if (value !== undefined && (field.pointer || !isZero(value))) {
    object[field.name] = value;
  }
}

/** A map's keys are the sender's: `__proto__` is a key like any other. */
function define(object: JsonObject, key: string, value: unknown): void {
  Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
}

function isZero(value: unknown): boolean {
  if (value === "" || value === 0 || value === false) return true;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
