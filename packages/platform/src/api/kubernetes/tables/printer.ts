import type { Resource } from "@slipway/model";

/** meta/v1 TableColumnDefinition; a priority above 0 is shown by `-o wide` only. */
export interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

/** Marks a row for clients that colour or filter it, such as finished pods. */
export interface RowCondition {
  readonly type: "Completed";
  readonly status: "True";
  readonly reason: string;
  readonly message: string;
}

/** How a kind's objects become rows: one cell a column, in the same order. */
export interface Printer {
  readonly columns: readonly Column[];
  cells(object: Resource, now: Date): readonly unknown[];
  conditions?(object: Resource): readonly RowCondition[];
}

/** A column of text; built-in kinds pre-render all but plain numbers. */
export function column(name: string, description: string, options: Partial<Column> = {}): Column {
  return { name, type: "string", format: "", description, priority: 0, ...options };
}

export function wide(name: string, description: string, options: Partial<Column> = {}): Column {
  return column(name, description, { priority: 1, ...options });
}

export const nameColumn = column(
  "Name",
  "Name must be unique within a namespace; it is the object's identity there and cannot be updated.",
  { format: "name" },
);

export const ageColumn = column("Age", "How long ago the object was created.");

/** `a=b,c=d`, or `<none>`: how kubectl writes a selector. */
export function labelText(labels: Readonly<Record<string, string>> | undefined): string {
  const pairs = Object.entries(labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? "<none>" : pairs.sort().join(",");
}
