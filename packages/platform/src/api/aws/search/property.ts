import { type ShapeRef, shapeOf } from "@slipway/model/aws/lookup.ts";
import type { Members } from "../call.ts";

/**
 * The values that a record has under a dotted name, or undefined for a name that its shape does not have. A list on the way stands
 * for each of its items; `Tags.KEY` and `Metrics.NAME` are looked up by their key and name, as AWS documents them.
 */
export function valuesOf(shape: ShapeRef, record: Members, name: string): readonly unknown[] | undefined {
  const [first = "", ...rest] = name.split(".");
  const key = rest.join(".");
  if (first === "Tags" && key !== "") return lookUp(record["Tags"], { by: "Key", key, value: "Value" });
  if (first === "Metrics" && key !== "" && has(shape, "FinalMetricDataList"))
    return lookUp(record["FinalMetricDataList"], { by: "MetricName", key, value: "Value" });
  return walk({ shape, value: record, path: [first, ...rest] });
}

function lookUp(
  list: unknown,
  { by, key, value }: { readonly by: string; readonly key: string; readonly value: string },
): readonly unknown[] {
  return ((list ?? []) as readonly Members[]).filter((item) => item[by] === key).map((item) => item[value]);
}

interface Walk {
  readonly shape: ShapeRef;
  readonly value: unknown;
  readonly path: readonly string[];
}

function walk({ shape: ref, value, path }: Walk): readonly unknown[] | undefined {
  const { service } = ref;
  const shape = shapeOf(ref);
  const [step, ...rest] = path;
  if (shape.type === "list") return inItems({ shape: { service, name: shape.member }, value, path });
  if (step === undefined) return value === undefined ? [] : [value];
  const held = value as Members | undefined;
  if (shape.type === "map") return ofKey(held ?? {}, path.join("."));
  const member =
    shape.type === "structure" && Object.hasOwn(shape.members, step) ? shape.members[step] : undefined;
  if (member === undefined) return undefined;
  return walk({ shape: { service, name: member[1] }, value: held?.[step], path: rest });
}

/** Of an empty list the name still has to be one. */
function inItems({ shape, value, path }: Walk): readonly unknown[] | undefined {
  const items = (value ?? []) as readonly unknown[];
  const found = (items.length === 0 ? [undefined] : items).map((item) => walk({ shape, value: item, path }));
  return found.some((values) => values === undefined) ? undefined : found.flatMap((values) => values ?? []);
}

const ofKey = (map: Members, key: string): readonly unknown[] => (Object.hasOwn(map, key) ? [map[key]] : []);

function has(ref: ShapeRef, member: string): boolean {
  const shape = shapeOf(ref);
  return shape.type === "structure" && Object.hasOwn(shape.members, member);
}

/** The dotted names of everything in a shape that has one value, in the shape's order. */
export function propertyNames(ref: ShapeRef, prefix = ""): readonly string[] {
  const { service } = ref;
  const shape = shapeOf(ref);
  if (shape.type === "list") return propertyNames({ service, name: shape.member }, prefix);
  if (shape.type !== "structure") return [prefix];
  return Object.entries(shape.members).flatMap(([member, [, type]]) =>
    propertyNames({ service, name: type }, prefix === "" ? member : `${prefix}.${member}`),
  );
}
