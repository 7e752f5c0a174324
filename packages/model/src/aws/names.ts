import { rfc3339 } from "../conditions.ts";
import { type ShapeRef, shapeOf } from "./lookup.ts";
import type { AwsService } from "./service.ts";
import type { Shape } from "./shape.ts";

type Bag = Readonly<Record<string, unknown>>;

/**
 * A value with AWS's member names → the same with ACK's field names: `{RoleArn}` → `{roleARN}`. Keys of maps stay as they are,
 * members that the shape does not have and nulls are dropped, times become RFC 3339.
 */
export function toFields({ service, name }: ShapeRef, value: unknown): unknown {
  return translate(name, value, {
    service,
    from: (member) => member,
    to: (_, field) => field,
    time: timeToText,
  });
}

/** The way back: ACK's field names → AWS's member names; times become Dates. */
export function toMembers({ service, name }: ShapeRef, value: unknown): unknown {
  return translate(name, value, {
    service,
    from: (_, field) => field,
    to: (member) => member,
    time: textToTime,
  });
}

interface Direction {
  readonly service: AwsService;
  readonly from: (member: string, field: string) => string;
  readonly to: (member: string, field: string) => string;
  readonly time: (value: unknown) => unknown;
}

function translate(name: string, value: unknown, way: Direction): unknown {
  const shape = shapeOf({ service: way.service, name });
  switch (shape.type) {
    case "structure":
      return isBag(value) ? translateMembers(shape.members, value, way) : value;
    case "list":
      return Array.isArray(value) ? value.map((item) => translate(shape.member, item, way)) : value;
    case "map":
      return isBag(value) ? translateValues(shape.value, value, way) : value;
    case "timestamp":
      return way.time(value);
    default:
      return value;
  }
}

function translateMembers(
  members: Extract<Shape, { readonly type: "structure" }>["members"],
  value: Bag,
  way: Direction,
): Bag {
  const translated: Record<string, unknown> = {};
  for (const [member, [field, shape]] of Object.entries(members)) {
    const from = way.from(member, field);
    const given = Object.hasOwn(value, from) ? value[from] : undefined;
    if (given !== undefined && given !== null)
      translated[way.to(member, field)] = translate(shape, given, way);
  }
  return translated;
}

/** By entries, not by assignment, so that a key named `__proto__` stays a key. */
function translateValues(shape: string, value: Bag, way: Direction): Bag {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, translate(shape, item, way)]));
}

const isBag = (value: unknown): value is Bag =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function timeToText(value: unknown): unknown {
  if (!(value instanceof Date)) return value;
  return value.getMilliseconds() === 0 ? rfc3339(value) : value.toISOString();
}

const textToTime = (value: unknown): unknown => (typeof value === "string" ? new Date(value) : value);
