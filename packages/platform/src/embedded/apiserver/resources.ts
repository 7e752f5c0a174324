import type { PrinterColumn, StructuralSchema } from "@slipway/model/kinds/crd.ts";

export type { PrinterColumn, StructuralSchema };

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
  /** Why nobody may write objects of this kind, when so. */
  readonly readOnly?: string;
  /** Nothing here acts on objects of this kind, so that there are never any. */
  readonly unserved?: true;
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
