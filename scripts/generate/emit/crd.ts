import { defined } from "../../../packages/model/src/defined.ts";
import type { CustomResourceDefinition, StructuralSchema } from "../../../packages/model/src/kinds/crd.ts";
import type { Field, FieldType, KindTree } from "../kind-tree.ts";
import { plainText } from "../source/plain-text.ts";
import { camel } from "./case.ts";
import { HEADER } from "./header.ts";
import { literal } from "./literal.ts";

/** The CRD of a kind: ACK's fields and types, the service's further fields, and no constraint that ACK's do not carry. */
export function crd({
  definition,
  documentation,
  spec,
  status,
  required,
}: KindTree): CustomResourceDefinition {
  const { kind, plural, group } = definition;
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: {
        kind,
        listKind: `${kind}List`,
        plural,
        singular: kind.toLowerCase(),
        ...defined({ shortNames: definition.shortNames }),
      },
      versions: [
        {
          name: "v1alpha1",
          served: true,
          storage: true,
          ...(definition.columns.length === 0 ? {} : { additionalPrinterColumns: definition.columns }),
          schema: {
            openAPIV3Schema: {
              type: "object",
              description: `${kind} is the Schema for the ${kind}s API`,
              properties: {
                apiVersion: { type: "string", description: "Group and version of this object's schema." },
                kind: { type: "string", description: "The kind of this object." },
                metadata: { type: "object" },
                spec: {
                  type: "object",
                  description: plainText(documentation) ?? `The desired state of the ${kind}.`,
                  ...(required.length === 0 ? {} : { required }),
                  properties: properties(spec),
                },
                status: {
                  type: "object",
                  description: `The observed state of the ${kind}.`,
                  properties: { ...common, ...properties(status) },
                },
              },
            },
          },
          subresources: { status: {} },
        },
      ],
    },
  };
}

const text = (description: string): StructuralSchema => ({ type: "string", description });

/** What every ACK status has, and `slipway`, which is ours. */
const common: Readonly<Record<string, StructuralSchema>> = {
  ackResourceMetadata: {
    type: "object",
    description: "Which AWS resource this object stands for.",
    required: ["ownerAccountID", "region"],
    properties: {
      arn: text("The resource's Amazon Resource Name."),
      ownerAccountID: text("The account that owns the resource."),
      partition: text("The partition of the resource's region."),
      region: text("The region of the resource."),
    },
  },
  conditions: {
    type: "array",
    description: "What is known of the object, one entry a type.",
    items: {
      type: "object",
      required: ["status", "type"],
      properties: {
        lastTransitionTime: {
          type: "string",
          format: "date-time",
          description: "When the status changed last.",
        },
        message: text("The details, for people."),
        observedGeneration: {
          type: "integer",
          format: "int64",
          description: "The generation that was looked at.",
        },
        reason: text("The cause, in one word."),
        status: text("True, False or Unknown."),
        type: text("What the condition is about."),
      },
    },
  },
  slipway: {
    type: "object",
    description: "What Slipway adds: where the work runs and what it waits for.",
    "x-kubernetes-preserve-unknown-fields": true,
  },
};

function properties(fields: readonly Field[]): Record<string, StructuralSchema> {
  return Object.fromEntries(fields.map((field) => [field.name, described(field)]));
}

function described({ type, documentation }: Field): StructuralSchema {
  const description =
    plainText(documentation) ?? ("documentation" in type ? plainText(type.documentation) : undefined);
  const { type: name, ...rest } = schemaOf(type);
  return {
    ...defined({ type: name, description }),
    ...rest,
  };
}

function schemaOf(type: FieldType): StructuralSchema {
  switch (type.is) {
    case "structure":
      return { type: "object", properties: properties(type.fields) };
    case "list":
      return { type: "array", items: schemaOf(type.item) };
    case "map":
      return { type: "object", additionalProperties: schemaOf(type.value) };
    case "scalar":
      return { type: type.type, ...defined({ format: type.format }) };
  }
}

export function crdFile(tree: KindTree): string {
  const name = `${camel(tree.definition.kind)}Crd`;
  return `${HEADER}import type { CustomResourceDefinition } from "../crd.ts";

export const ${name}: CustomResourceDefinition = ${literal(crd(tree))};
`;
}
