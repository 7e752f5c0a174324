/** A structural OpenAPI v3 schema, as `CustomResourceDefinition.spec.versions[].schema.openAPIV3Schema`. */
export interface StructuralSchema {
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  readonly description?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly additionalProperties?: StructuralSchema | boolean;
  readonly items?: StructuralSchema;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-embedded-resource"?: boolean;
  readonly "x-kubernetes-list-type"?: "atomic" | "set" | "map";
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-map-type"?: "atomic" | "granular";
}

/** `additionalPrinterColumns` of a CRD. */
export interface PrinterColumn {
  readonly name: string;
  readonly type: "string" | "integer" | "number" | "boolean" | "date";
  readonly jsonPath: string;
  readonly description?: string;
  readonly priority?: number;
}

/** One served resource: a built-in kind or one version of a custom resource definition. */
export interface ResourceDefinition {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  readonly schema: StructuralSchema;
  readonly printerColumns: readonly PrinterColumn[];
  readonly hasStatus: boolean;
  /** Custom resources refuse strategic merge patches and unconditional updates; built-in ones take both. */
  readonly custom: boolean;
}

export interface ResourceRegistry {
  all(): readonly ResourceDefinition[];
  find(where: {
    readonly group: string;
    readonly version: string;
    readonly plural: string;
  }): ResourceDefinition | undefined;
  findKind(where: {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }): ResourceDefinition | undefined;
}
