import { dnsSubdomain } from "@slipway/model/kubernetes/name-rules.ts";
import { type FieldError, invalidValue, required } from "../errors/field-error.ts";
import { equalJson, isObject, type JsonObject } from "../json/json.ts";
import type { Draft } from "../write/draft.ts";
import type { KindRules } from "./kind-rules.ts";
import { podSpecErrors, withPullPolicies } from "./pod.ts";

const ROLLING = { maxSurge: "25%", maxUnavailable: "25%" };

export const deployment: KindRules = {
  name: dnsSubdomain,
  generation: true,
  prepare: (draft) => {
    const spec = part(draft, "spec");
    const template = part(spec, "template");
    const strategy = part(spec, "strategy");
    draft["spec"] = {
      ...spec,
      ...(isObject(template["spec"])
        ? { template: { ...template, spec: withPullPolicies(template["spec"]) } }
        : {}),
      ...(strategy["type"] === "RollingUpdate" && strategy["rollingUpdate"] === undefined
        ? { strategy: { ...strategy, rollingUpdate: ROLLING } }
        : {}),
    };
  },
  validate: (draft) => {
    const spec = part(draft, "spec");
    const template = part(spec, "template");
    return [
      ...selectorErrors(spec, template),
      ...podSpecErrors(part(template, "spec"), "spec.template.spec"),
    ];
  },
  validateUpdate: (draft, existing) => {
    const [now, before] = [part(draft, "spec")["selector"], part(existing, "spec")["selector"]];
    return equalJson(now, before) ? [] : [invalidValue("spec.selector", now, "field is immutable")];
  },
};

function selectorErrors(spec: JsonObject, template: JsonObject): readonly FieldError[] {
  if (!isObject(spec["selector"])) return [required("spec.selector")];
  const wanted = Object.entries(part(spec["selector"], "matchLabels"));
  const labels = part(part(template, "metadata"), "labels");
  if (wanted.every(([key, value]) => labels[key] === value)) return [];
  return [
    invalidValue("spec.template.metadata.labels", labels, "`selector` does not match template `labels`"),
  ];
}

function part(of: JsonObject | Draft, field: string): JsonObject {
  const value = of[field];
  return isObject(value) ? value : {};
}
