import { SlipwayError } from "@slipway/model";
import { type Bounds, type Breach, breachOf } from "#lib/bounds.ts";
import { badRequest } from "../errors/status-errors.ts";

const MIB = 1024 * 1024;

/** Of a body, and of what a patch makes of an object. The bytes are a real API server's; the values bound what a write costs. */
const OBJECT: Bounds = { depth: 500, values: 15_000, bytes: 3 * MIB };
/** Of a JSON patch: its operations, up to a real API server's ten thousand, are values themselves. */
const PATCH: Bounds = { ...OBJECT, values: 60_000 };
/** Of an object as it is kept, with the names of who owns which of its fields. */
const KEPT: Bounds = { depth: 600, values: 60_000, bytes: 6 * MIB };

/** Throws when a value is more than an object may be; SLIP-API-008 when it nests too deeply, else SLIP-API-012. */
export function limitObject(value: unknown): void {
  refuse(breachOf(value, OBJECT), value);
}

/** The same of a JSON patch. */
export function limitPatch(patch: unknown): void {
  refuse(breachOf(patch, PATCH), patch);
}

/** The same of an object that is about to be stored. */
export function limitKept(object: unknown): void {
  refuse(breachOf(object, KEPT), object);
}

function refuse(breach: Breach | undefined, value: unknown): void {
  if (breach === undefined) return;
  if (breach.of === "depth") throw badRequest(`the value nests more than ${breach.most} levels deep`);
  const limit = breach.of === "bytes" ? `${breach.most}` : `${breach.most} values`;
  throw new SlipwayError("SLIP-API-012", `Request entity too large: limit is ${limit}${instead(value)}`);
}

/** How the same is said in less. */
function instead(value: unknown): string {
  const { kind } = (value ?? {}) as { readonly kind?: unknown };
  return kind === "Flow"
    ? ": write steps that are alike once, with forEach over a list or a parameter, or put a part of them into a Flow of its own that a step runs"
    : "";
}
