import type { Resource } from "@slipway/model";
import type { PrinterColumn } from "#embedded/apiserver/resources.ts";
import { age } from "#lib/human-duration.ts";
import { compileJsonPath, type JsonPath } from "#lib/json-path.ts";
import { ageColumn, nameColumn, type Printer } from "./printer.ts";

/** The printer of a kind that declares its columns by JSONPath; without any, its age is shown. */
export function customPrinter(declared: readonly PrinterColumn[]): Printer {
  if (declared.length === 0) return plainPrinter;
  const columns = declared.map((column) => ({ ...column, path: compileJsonPath(column.jsonPath) }));
  return {
    columns: [
      nameColumn,
      ...declared.map((column) => ({
        name: column.name,
        type: column.type,
        format: "",
        description:
          column.description ?? `Custom resource definition column (in JSONPath format): ${column.jsonPath}`,
        priority: column.priority ?? 0,
      })),
    ],
    cells: (object, now) => [
      object.metadata.name,
      ...columns.map((column) => cell(column.type, firstOf(column.path, object), now)),
    ],
  };
}

const plainPrinter: Printer = {
  columns: [nameColumn, ageColumn],
  cells: (object, now) => [object.metadata.name, age(object.metadata.creationTimestamp, now)],
};

function firstOf(path: JsonPath | undefined, object: Resource): unknown {
  return path?.(object)[0];
}

/** A value that is not of its column's type is an empty cell, as on a real server. */
function cell(type: PrinterColumn["type"], value: unknown, now: Date): unknown {
  if (value === undefined || value === null) return null;
  switch (type) {
    case "string":
      return typeof value === "object" ? JSON.stringify(value) : String(value);
    case "integer":
      return typeof value === "number" ? Math.trunc(value) : null;
    case "number":
      return typeof value === "number" ? value : null;
    case "boolean":
      return typeof value === "boolean" ? value : null;
    case "date":
      return typeof value === "string" ? age(value, now) : null;
  }
}
