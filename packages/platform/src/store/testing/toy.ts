import type { Kind, Resource } from "@slipway/model";
import type { CustomResourceDefinition } from "@slipway/model/kinds/crd.ts";

/** A small custom resource that the contract of stores is about; its definition must be there before. */
export interface Toy extends Resource {
  readonly kind: "Toy";
  readonly spec: { readonly size: number; readonly colour?: string; readonly tags?: readonly ToyTag[] };
  readonly status?: { readonly phase?: string };
}

export interface ToyTag {
  readonly name: string;
  readonly value?: string;
}

export const toyKind: Kind<Toy> = {
  group: "contract.slipway.dev",
  version: "v1",
  kind: "Toy",
  plural: "toys",
  namespaced: true,
};

export const toyCrd: CustomResourceDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "toys.contract.slipway.dev" },
  spec: {
    group: toyKind.group,
    scope: "Namespaced",
    names: { kind: "Toy", listKind: "ToyList", plural: "toys", singular: "toy" },
    versions: [
      {
        name: toyKind.version,
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: "object",
            properties: {
              spec: {
                type: "object",
                required: ["size"],
                properties: {
                  size: { type: "integer", minimum: 1, maximum: 100 },
                  colour: { type: "string", default: "blue" },
                  tags: {
                    type: "array",
                    "x-kubernetes-list-type": "map",
                    "x-kubernetes-list-map-keys": ["name"],
                    items: {
                      type: "object",
                      required: ["name"],
                      properties: { name: { type: "string" }, value: { type: "string" } },
                    },
                  },
                },
              },
              status: { type: "object", properties: { phase: { type: "string" } } },
            },
          },
        },
      },
    ],
  },
};

export function toy(namespace: string, name: string, more: Partial<Toy> = {}): Toy {
  return {
    apiVersion: "contract.slipway.dev/v1",
    kind: "Toy",
    spec: { size: 1 },
    ...more,
    metadata: { namespace, name, ...more.metadata },
  };
}
