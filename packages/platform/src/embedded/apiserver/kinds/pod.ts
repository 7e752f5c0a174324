import { dnsLabel, dnsSubdomain } from "@slipway/model/kubernetes/name-rules.ts";
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  required,
  unsupported,
} from "../errors/field-error.ts";
import { equalJson, isObject, type Json, type JsonObject } from "../json/json.ts";
import type { Draft } from "../write/draft.ts";
import type { KindRules } from "./kind-rules.ts";
import { resourceErrors, withRequests } from "./resources.ts";

const DEFAULT_GRACE = 30;

export const pod: KindRules = {
  name: dnsSubdomain,
  generation: true,
  selectable: [
    "spec.nodeName",
    "spec.restartPolicy",
    "spec.schedulerName",
    "spec.serviceAccountName",
    "status.phase",
    "status.podIP",
  ],
  prepareCreate: (draft) => {
    draft["status"] = { phase: "Pending" };
  },
  prepare: (draft) => {
    if (isObject(draft["spec"])) draft["spec"] = withDefaults(withPullPolicies(draft["spec"]));
  },
  validate: (draft) => podSpecErrors(isObject(draft["spec"]) ? draft["spec"] : {}, "spec"),
  validateUpdate: (draft, existing) => specUpdateErrors(specOf(draft), specOf(existing)),
  grace: (existing, asked) => {
    const spec = specOf(existing);
    if (spec["nodeName"] === undefined || spec["nodeName"] === "" || hasEnded(existing)) return 0;
    const own = spec["terminationGracePeriodSeconds"];
    const seconds = asked ?? (typeof own === "number" ? own : DEFAULT_GRACE);
    return seconds < 0 ? 1 : seconds;
  },
};

function specOf(draft: Draft): JsonObject {
  return isObject(draft["spec"]) ? draft["spec"] : {};
}

function hasEnded(draft: Draft): boolean {
  const phase = isObject(draft["status"]) ? draft["status"]["phase"] : undefined;
  return phase === "Succeeded" || phase === "Failed";
}

/** In pods alone, not in the templates of others. */
function withDefaults(spec: JsonObject): JsonObject {
  return eachContainer(spec, (container) => (isObject(container) ? withRequests(container) : container));
}

export function withPullPolicies(spec: JsonObject): JsonObject {
  return eachContainer(spec, withPullPolicy);
}

function eachContainer(spec: JsonObject, change: (container: Json) => Json): JsonObject {
  const result = { ...spec };
  for (const field of ["initContainers", "containers"]) {
    const containers = result[field];
    if (Array.isArray(containers)) result[field] = containers.map(change);
  }
  return result;
}

/** An image without a tag, or with `latest`, may change under its name. */
function withPullPolicy(container: Json): Json {
  if (!isObject(container) || container["imagePullPolicy"] !== undefined) return container;
  const image = String(container["image"] ?? "");
  const tag = tagOf(image);
  const pinned = image.includes("@") || (tag !== undefined && tag !== "latest");
  return { ...container, imagePullPolicy: pinned ? "IfNotPresent" : "Always" };
}

/** What stands behind the colon of the last part of an image's name. */
function tagOf(image: string): string | undefined {
  const last = image.slice(Math.max(image.lastIndexOf("/"), image.lastIndexOf("@")) + 1);
  const colon = last.indexOf(":");
  return colon < 0 || colon === last.length - 1 ? undefined : last.slice(colon + 1);
}

export function podSpecErrors(spec: JsonObject, path: string): readonly FieldError[] {
  const containers = list(spec["containers"]);
  const volumes = new Set(list(spec["volumes"]).map((volume) => volume["name"]));
  const restart = spec["restartPolicy"] ?? "Always";
  const names = new Set<unknown>();
  const of = (field: string) => (container: JsonObject, position: number) =>
    containerErrors(container, `${path}.${field}[${position}]`, { names, volumes });
  return [
    ...(containers.length === 0 ? [required(`${path}.containers`)] : []),
    ...list(spec["initContainers"]).flatMap(of("initContainers")),
    ...containers.flatMap(of("containers")),
    ...(["Always", "OnFailure", "Never"].includes(String(restart))
      ? []
      : [unsupported(`${path}.restartPolicy`, restart, ["Always", "OnFailure", "Never"])]),
    ...deadlineErrors(spec, path),
    ...["hostname", "subdomain"].flatMap((field) => labelErrors(spec[field], `${path}.${field}`)),
  ];
}

/** Names of machines, as Kubernetes takes them. */
function labelErrors(name: Json | undefined, path: string): readonly FieldError[] {
  if (name === undefined || name === "") return [];
  return dnsLabel(String(name)).map((why) => invalidValue(path, name, why));
}

function containerErrors(
  container: JsonObject,
  path: string,
  within: { readonly names: Set<unknown>; readonly volumes: ReadonlySet<unknown> },
): readonly FieldError[] {
  const name = String(container["name"] ?? "");
  const twice = within.names.has(name);
  within.names.add(name);
  return [
    ...(name === ""
      ? [required(`${path}.name`)]
      : dnsLabel(name).map((why) => invalidValue(`${path}.name`, name, why))),
    ...(twice && name !== ""
      ? [{ reason: "FieldValueDuplicate", field: `${path}.name`, message: `Duplicate value: "${name}"` }]
      : []),
    ...(container["image"] === undefined || container["image"] === "" ? [required(`${path}.image`)] : []),
    ...resourceErrors(container, `${path}.resources`),
    ...list(container["volumeMounts"])
      .map((mount, position) => ({ mount, at: `${path}.volumeMounts[${position}].name` }))
      .filter(({ mount }) => !within.volumes.has(mount["name"]))
      .map(({ mount, at }) => ({
        reason: "FieldValueNotFound",
        field: at,
        message: `Not found: ${JSON.stringify(mount["name"] ?? "")}`,
      })),
  ];
}

function deadlineErrors(spec: JsonObject, path: string): readonly FieldError[] {
  const deadline = spec["activeDeadlineSeconds"];
  if (deadline === undefined || (typeof deadline === "number" && deadline >= 1 && deadline <= 2147483647)) {
    return [];
  }
  return [
    invalidValue(`${path}.activeDeadlineSeconds`, deadline, "must be between 1 and 2147483647, inclusive"),
  ];
}

const ONLY =
  "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

function specUpdateErrors(next: JsonObject, before: JsonObject): readonly FieldError[] {
  const path = "spec.activeDeadlineSeconds";
  const [now, then] = [next["activeDeadlineSeconds"], before["activeDeadlineSeconds"]];
  const deadline =
    typeof then !== "number"
      ? []
      : now === undefined
        ? [invalidValue(path, null, "must not update from a positive integer to nil value")]
        : typeof now === "number" && now > then
          ? [invalidValue(path, now, "must be less than or equal to previous value")]
          : [];
  if (equalJson(fixedPart(next, before), fixedPart(before, before))) return deadline;
  return [...deadline, forbiddenField("spec", ONLY)];
}

/** The spec without what may change. Binding a pod to a node that has none yet may, as `pods/binding` does. */
function fixedPart(spec: JsonObject, before: JsonObject): JsonObject {
  const { activeDeadlineSeconds: _, tolerations: _2, ...rest } = spec;
  const fixed: JsonObject = rest;
  for (const field of ["initContainers", "containers"]) {
    if (Array.isArray(fixed[field])) fixed[field] = fixed[field].map(withoutImage);
  }
  if (before["nodeName"] === undefined || before["nodeName"] === "") delete fixed["nodeName"];
  return fixed;
}

function withoutImage(container: Json): Json {
  if (!isObject(container)) return container;
  const { image: _, ...rest } = container;
  return rest as JsonObject;
}

function list(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
