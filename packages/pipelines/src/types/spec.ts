import type { ParameterType } from "@slipway/model/flows/definition.ts";
import type { Json } from "@slipway/model/flows/json.ts";

/** What a value is, at run time. */
export interface Spec {
  readonly type: ParameterType | "artifact";
  readonly description?: string;
  readonly default?: Json;
  readonly enum?: readonly Json[];
  /** Of a list. */
  readonly item?: Spec;
  /** Of an object whose members are named. */
  readonly fields?: Readonly<Record<string, Spec>>;
  /** Of an object whose members may have any names. */
  readonly values?: Spec;
  /** What an artifact is; absent: anything. */
  readonly kind?: string;
  /** A text that is the `s3://` URI of something stored, and goes where an artifact is asked for. */
  readonly isStoredAt?: true;
}

/** An artifact, or a list of some: it is brought to a program as files. */
export const isStored = (spec: Spec): boolean =>
  spec.type === "artifact" || (spec.item !== undefined && isStored(spec.item));

/** Whether what is of one spec may go where another is asked for. */
export function goesInto(wanted: Spec, given: Spec): boolean {
  if (wanted.type === "artifact" && given.isStoredAt === true) return true;
  if (wanted.type !== given.type) return wanted.type === "number" && given.type === "integer";
  if (wanted.type === "artifact") return wanted.kind === undefined || wanted.kind === given.kind;
  return wanted.item === undefined || given.item === undefined || goesInto(wanted.item, given.item);
}

/** For sentences: `a list of number`, `an artifact model`. */
export function nameOf(spec: Spec): string {
  if (spec.type === "artifact") return spec.kind === undefined ? "an artifact" : `an artifact ${spec.kind}`;
  if (spec.item !== undefined) return `a list of ${nameOf(spec.item)}`;
  return spec.type;
}
