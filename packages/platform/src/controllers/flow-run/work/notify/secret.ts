import type { Kind, Resource } from "@slipway/model";

/** A Secret of Kubernetes, as much of it as is read; values are base64. */
export interface Secret extends Resource {
  readonly kind: "Secret";
  readonly data?: Readonly<Record<string, string>>;
}

export const secretKind: Kind<Secret> = {
  group: "",
  version: "v1",
  kind: "Secret",
  plural: "secrets",
  namespaced: true,
};
