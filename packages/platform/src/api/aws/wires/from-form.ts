import { type ShapeRef, shapeOf } from "@slipway/model/aws/lookup.ts";
import type { Shape } from "@slipway/model/aws/shape.ts";
import { AwsError } from "../aws-error.ts";
import type { FormNode } from "./form.ts";

/**
 * A form's node as a value of the shape: lists stand below `member.N`, entries of maps below `entry.N.key` and `entry.N.value`.
 * Undefined where the node holds nothing of the shape; what the shape does not have is left out. Throws AwsError for a text that is
 * none of its type.
 */
export function fromForm(ref: ShapeRef, node: FormNode): unknown {
  const shape = shapeOf(ref);
  const sibling = (name: string): ShapeRef => ({ service: ref.service, name });
  switch (shape.type) {
    case "structure":
      return structure(shape, node, sibling);
    case "list": {
      const items = numbered(node.below.get("member"));
      if (items.length === 0 && node.text === undefined) return undefined;
      return items.map((item) => fromForm(sibling(shape.member), item) ?? "");
    }
    case "map": {
      const entries = numbered(node.below.get("entry")).map(({ below }) => {
        const value = below.get("value");
        return [below.get("key")?.text ?? "", value && fromForm(sibling(shape.value), value)] as const;
      });
      return entries.length === 0 && node.text === undefined ? undefined : Object.fromEntries(entries);
    }
    default:
      return node.text === undefined ? undefined : simple(shape.type, node.text);
  }
}

function structure(
  shape: Extract<Shape, { readonly type: "structure" }>,
  node: FormNode,
  sibling: (name: string) => ShapeRef,
): Readonly<Record<string, unknown>> {
  const members: Record<string, unknown> = {};
  for (const [name, [, type]] of Object.entries(shape.members)) {
    const below = node.below.get(name);
    const value = below && fromForm(sibling(type), below);
    if (value !== undefined) members[name] = value;
  }
  return members;
}

/** The nodes below whole numbers, in their order. */
function numbered(node: FormNode | undefined): readonly FormNode[] {
  const numbers = [...(node?.below ?? [])].map(([name, item]) => {
    if (!/^[1-9]\d{0,8}$/.test(name))
      throw malformed(`${JSON.stringify(name.slice(0, 40))} is no index of a list`);
    return [Number(name), item] as const;
  });
  return numbers.sort(([a], [b]) => a - b).map(([, item]) => item);
}

function simple(type: Shape["type"], text: string): unknown {
  switch (type) {
    case "integer":
    case "number":
      return numberIn(type, text);
    case "boolean":
      if (!/^(true|false)$/i.test(text)) throw malformed(`${quoted(text)} is neither true nor false`);
      return text.toLowerCase() === "true";
    case "timestamp": {
      const time = new Date(NUMBER.test(text) ? Number(text) * 1000 : text);
      if (Number.isNaN(time.getTime())) throw malformed("timestamp must follow ISO8601");
      return time;
    }
    default:
      return text;
  }
}

function numberIn(type: "integer" | "number", text: string): number {
  if (type === "number" && NOT_FINITE.test(text)) return Number(text);
  if (!NUMBER.test(text) || (type === "integer" && !/^[+-]?\d+$/.test(text)))
    throw malformed(`${quoted(text)} is no ${type === "integer" ? "whole number" : "number"}`);
  return Number(text);
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const NOT_FINITE = /^(NaN|-?Infinity)$/;
const quoted = (text: string): string => JSON.stringify(text.slice(0, 40));

/** AWS Query's own code of what cannot be read. */
const malformed = (message: string): AwsError =>
  new AwsError("SLIP-AWS-002", message, { type: "MalformedInput", status: 400 });
