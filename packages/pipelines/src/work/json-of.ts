import { defined } from "@slipway/model";
import type { Json } from "@slipway/model/flows/json.ts";
import { asValue, type Where } from "../references/convert.ts";
import { Value } from "../references/value.ts";
import type { Spec } from "../types/spec.ts";

/** What was given there, as a definition writes it; a reference may be of any type that becomes a text. */
export const textIn = (given: unknown, where: Where): string =>
  asValue(given, given instanceof Value ? given.spec : { type: "string" }, where).json as string;

export const optionalTextIn = (given: unknown, where: Where): string | undefined =>
  given === undefined ? undefined : textIn(given, where);

/** An object of JSON, or any other value, with references in it; members that are undefined are left out. */
export const jsonIn = (given: unknown, where: Where): Json => asValue(given, specOf(given), where).json;

/** All that its form tells. */
function specOf(given: unknown): Spec {
  if (given instanceof Value) return given.spec;
  if (Array.isArray(given)) return { type: "list" };
  const type = typeof given;
  return { type: type === "string" || type === "number" || type === "boolean" ? type : "object" };
}

/** Several by name. */
export const textsIn = <T extends object>(given: T, where: Where): { readonly [N in keyof T]?: string } =>
  defined(
    Object.fromEntries(
      Object.entries(given).map(([name, one]) => [
        name,
        optionalTextIn(one, { ...where, what: `${where.what}'s ${name}` }),
      ]),
    ),
  ) as never;
