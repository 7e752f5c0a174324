import { SlipwayError } from "@slipway/model";

/** Absent and false are told apart from present; as in Kubernetes, anything but "false" and "0" means true. */
export function flag(query: URLSearchParams, name: string): boolean | undefined {
  const value = query.get(name);
  return value === null ? undefined : value.toLowerCase() !== "false" && value !== "0";
}

/** A whole number, undefined when absent or empty. */
export function integer(query: URLSearchParams, name: string): number | undefined {
  const value = query.get(name);
  if (value === null || value === "") return undefined;
  if (!/^-?\d{1,15}$/.test(value)) {
    throw new SlipwayError("SLIP-API-008", `${name}: expected a whole number, got ${JSON.stringify(value)}`);
  }
  return Number(value);
}

/** A text, undefined when absent or empty. */
export function text(query: URLSearchParams, name: string): string | undefined {
  const value = query.get(name);
  return value === null || value === "" ? undefined : value;
}
