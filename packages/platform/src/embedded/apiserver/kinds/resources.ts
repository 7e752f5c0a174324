import { quantity } from "@slipway/model/kubernetes/quantity.ts";
import { type FieldError, invalidValue, required } from "../errors/field-error.ts";
import { isObject, type Json, type JsonObject } from "../json/json.ts";

const NO_QUANTITY =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** What a container can ask for without naming whose resource it is. */
const STANDARD = /^(cpu|memory|ephemeral-storage|hugepages-.+)$/;

/** What a container may use and does not ask for it asks for: a limit without a request is one. */
export function withRequests(container: JsonObject): JsonObject {
  const resources = part(container, "resources");
  const limits = part(resources, "limits");
  if (Object.keys(limits).length === 0) return container;
  const requests = { ...limits, ...part(resources, "requests") };
  return { ...container, resources: { ...resources, requests } };
}

/** What a real API server says of a container's resources. */
export function resourceErrors(container: JsonObject, path: string): readonly FieldError[] {
  const resources = part(container, "resources");
  const [limits, requests] = [part(resources, "limits"), part(resources, "requests")];
  const wrong = [
    ...quantityErrors(limits, `${path}.limits`),
    ...quantityErrors(requests, `${path}.requests`),
  ];
  return wrong.length > 0 ? wrong : comparisonErrors({ limits, requests }, path);
}

function quantityErrors(amounts: JsonObject, path: string): readonly FieldError[] {
  return Object.entries(amounts).flatMap(([name, amount]) => {
    const value = amountOf(amount);
    const field = `${path}[${name}]`;
    if (value === undefined) return [invalidValue(field, amount, NO_QUANTITY)];
    if (!STANDARD.test(name) && !name.includes("/"))
      return [invalidValue(field, name, "must be a standard resource type or fully qualified")];
    if (value < 0) return [invalidValue(field, amount, "must be greater than or equal to 0")];
    return isDevice(name) && !Number.isInteger(value)
      ? [invalidValue(field, amount, "must be an integer")]
      : [];
  });
}

function comparisonErrors(
  { limits, requests }: { readonly limits: JsonObject; readonly requests: JsonObject },
  path: string,
): readonly FieldError[] {
  return Object.entries(requests).flatMap(([name, request]) => {
    const limit = limits[name];
    if (limit === undefined)
      return isDevice(name)
        ? [required(`${path}.limits`, "Limit must be set for non overcommitable resources")]
        : [];
    const [asked, most] = [amountOf(request) ?? 0, amountOf(limit) ?? 0];
    if (isDevice(name) && asked !== most)
      return [invalidValue(`${path}.requests`, request, `must be equal to ${name} limit of ${limit}`)];
    if (asked <= most) return [];
    return [
      invalidValue(`${path}.requests`, request, `must be less than or equal to ${name} limit of ${limit}`),
    ];
  });
}

/** Something that a node has pieces of, like a GPU: nobody can be given a little more of it than there is. */
function isDevice(name: string): boolean {
  const prefix = name.slice(0, Math.max(0, name.lastIndexOf("/")));
  return prefix !== "" && prefix !== "kubernetes.io" && !prefix.endsWith(".kubernetes.io");
}

function amountOf(amount: Json | undefined): number | undefined {
  return typeof amount === "string" || typeof amount === "number" ? quantity(amount) : undefined;
}

function part(of: JsonObject, field: string): JsonObject {
  const value = of[field];
  return isObject(value) ? value : {};
}
