import { defined, type Resource } from "@slipway/model";
import { badRequest } from "../errors/status-errors.ts";
import { rulesOf } from "../kinds/rules-of.ts";
import type { ResourceDefinition } from "../resources.ts";
import type { Matches } from "./label-selector.ts";
import { limitTerms } from "./limit-terms.ts";

interface Requirement {
  readonly field: string;
  readonly equal: boolean;
  readonly value: string;
}

export interface FieldSelector {
  readonly matches: Matches;
  /** The one name it allows, when it allows but one. */
  readonly name?: string;
}

/** `metadata.name=a,spec.nodeName!=b`; undefined when it selects everything. */
export function fieldSelector(
  text: string | undefined,
  definition: ResourceDefinition,
): FieldSelector | undefined {
  if (text === undefined || text.trim() === "") return undefined;
  const terms = text.split(",").filter((term) => term.trim() !== "");
  limitTerms(terms.length);
  const requirements = terms.map(parse);
  const known = new Set(["metadata.name", "metadata.namespace", ...(rulesOf(definition).selectable ?? [])]);
  for (const { field } of requirements) {
    if (!known.has(field)) throw badRequest(`field label not supported: ${field}`);
  }
  const name = requirements.find(({ field, equal }) => field === "metadata.name" && equal)?.value;
  return {
    matches: (object) =>
      requirements.every(({ field, equal, value }) => (fieldValue(object, field) === value) === equal),
    ...defined({ name }),
  };
}

function parse(term: string): Requirement {
  const match = /^([^=!\s]+)\s*(==|=|!=)\s*(.*)$/s.exec(term.trim());
  if (match === null) {
    throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
  }
  const [, field = "", operator, value = ""] = match;
  return { field, equal: operator !== "!=", value: value.replace(/\\(.)/g, "$1") };
}

function fieldValue(object: Resource, field: string): string {
  let value: unknown = object;
  for (const step of field.split(".")) {
    value =
      typeof value === "object" && value !== null ? (value as Record<string, unknown>)[step] : undefined;
  }
  return value === undefined || value === null ? "" : String(value);
}
