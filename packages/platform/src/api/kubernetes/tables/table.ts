import type { Resource } from "@slipway/model";
import type { Column, Printer, RowCondition } from "./printer.ts";

/** What a row carries of its object, as the `includeObject` parameter says. */
export type IncludeObject = "None" | "Metadata" | "Object";

/** meta/v1 Table. */
export interface Table {
  readonly kind: "Table";
  readonly apiVersion: string;
  readonly metadata: object;
  readonly columnDefinitions: readonly Column[];
  readonly rows: readonly Row[];
}

interface Row {
  readonly cells: readonly unknown[];
  readonly conditions?: readonly RowCondition[];
  readonly object?: object;
}

export interface TableOptions {
  readonly metaVersion: "v1" | "v1beta1";
  readonly includeObject: IncludeObject;
  readonly now: Date;
  /** Later events of a watch leave the columns out: the client has them. */
  readonly withoutColumns?: boolean;
}

export function tableOf(
  printer: Printer,
  content: { readonly metadata: object; readonly items: readonly Resource[] },
  options: TableOptions,
): Table {
  return {
    kind: "Table",
    apiVersion: `meta.k8s.io/${options.metaVersion}`,
    metadata: content.metadata,
    columnDefinitions: options.withoutColumns === true ? [] : printer.columns,
    rows: content.items.map((item) => rowOf(printer, item, options)),
  };
}

/** meta/v1 PartialObjectMetadata: an object of which nothing but the metadata is told. */
export function metadataOf(object: Resource, metaVersion: "v1" | "v1beta1"): object {
  return {
    kind: "PartialObjectMetadata",
    apiVersion: `meta.k8s.io/${metaVersion}`,
    metadata: object.metadata,
  };
}

function rowOf(printer: Printer, item: Resource, options: TableOptions): Row {
  const conditions = printer.conditions?.(item) ?? [];
  return {
    cells: printer.cells(item, options.now),
    ...(conditions.length === 0 ? {} : { conditions }),
    ...carried(item, options),
  };
}

function carried(item: Resource, { includeObject, metaVersion }: TableOptions): Pick<Row, "object"> {
  if (includeObject === "None") return {};
  return { object: includeObject === "Object" ? item : metadataOf(item, metaVersion) };
}
