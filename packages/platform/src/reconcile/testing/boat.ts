import type { Condition, Kind, Resource } from "@slipway/model";
import type { CustomResourceDefinition } from "@slipway/model/kinds/crd.ts";

/** A kind for tests of the loop. */
export interface Boat extends Resource {
  readonly kind: "Boat";
  readonly spec: { readonly length: number };
  readonly status?: {
    readonly conditions?: readonly Condition<"Built" | "Launched">[];
    readonly sails?: number;
  };
}
/** A kind that Boats own. */
export interface Sail extends Resource {
  readonly kind: "Sail";
  readonly spec: { readonly area: number };
}

const group = "test.slipway.dev";
export const boatKind: Kind<Boat> = { group, version: "v1", kind: "Boat", plural: "boats", namespaced: true };
export const sailKind: Kind<Sail> = { group, version: "v1", kind: "Sail", plural: "sails", namespaced: true };

export function boat(name: string, metadata: Partial<Boat["metadata"]> = {}): Boat {
  return {
    apiVersion: `${group}/v1`,
    kind: "Boat",
    metadata: { name, namespace: "default", ...metadata },
    spec: { length: 10 },
  };
}

export function sail(name: string, metadata: Partial<Sail["metadata"]> = {}): Sail {
  return {
    apiVersion: `${group}/v1`,
    kind: "Sail",
    metadata: { name, namespace: "default", ...metadata },
    spec: { area: 10 },
  };
}

export const BOATYARD: readonly CustomResourceDefinition[] = [definition(boatKind), definition(sailKind)];

function definition({ kind, plural }: Kind): CustomResourceDefinition {
  const open = { type: "object", "x-kubernetes-preserve-unknown-fields": true } as const;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: "v1",
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: "object", properties: { spec: open, status: open } } },
          subresources: { status: {} },
        },
      ],
    },
  };
}
