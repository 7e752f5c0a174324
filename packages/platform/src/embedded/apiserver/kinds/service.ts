import { dns1035Label } from "@slipway/model/kubernetes/name-rules.ts";
import { type FieldError, invalidValue, required } from "../errors/field-error.ts";
import { isObject, type Json, type JsonObject } from "../json/json.ts";
import type { Draft } from "../write/draft.ts";
import type { KindRules } from "./kind-rules.ts";

/** There is no service network in the embedded home: a Service has no cluster IP unless one is written into it. */
export const service: KindRules = {
  name: dns1035Label,
  generation: false,
  prepareCreate: (draft) => {
    draft["status"] = { loadBalancer: {} };
  },
  prepare: (draft) => {
    const spec = specOf(draft);
    if (!Array.isArray(spec["ports"])) return;
    draft["spec"] = { ...spec, ports: spec["ports"].map(withTargetPort) };
  },
  validate: (draft) => {
    const spec = specOf(draft);
    const ports = Array.isArray(spec["ports"]) ? spec["ports"].filter(isObject) : [];
    const needsPorts = spec["type"] !== "ExternalName" && spec["clusterIP"] !== "None";
    return [
      ...(needsPorts && ports.length === 0 ? [required("spec.ports")] : []),
      ...ports.flatMap((port, position) => portErrors(port, `spec.ports[${position}]`, ports.length > 1)),
    ];
  },
};

function specOf(draft: Draft): JsonObject {
  return isObject(draft["spec"]) ? draft["spec"] : {};
}

function withTargetPort(port: Json): Json {
  if (!isObject(port) || port["targetPort"] !== undefined || port["port"] === undefined) return port;
  return { ...port, targetPort: port["port"] };
}

function portErrors(port: JsonObject, path: string, named: boolean): readonly FieldError[] {
  const number = port["port"];
  return [
    ...(named && (port["name"] === undefined || port["name"] === "") ? [required(`${path}.name`)] : []),
    ...(typeof number === "number" && number >= 1 && number <= 65535
      ? []
      : [invalidValue(`${path}.port`, number ?? 0, "must be between 1 and 65535, inclusive")]),
  ];
}
