import { usageError } from "../errors/usage-error.ts";
import { jsonPath } from "./template.ts";

export type Format = "table" | "wide" | "name" | "csv" | "json" | "yaml" | "jsonpath";

/** How data is to be printed: `render` for the formats that need nothing but the data. */
export interface Formatter {
  readonly format: Format;
  /** Undefined for the formats that each command draws itself: table, wide, name. Those that print csv do so without it. */
  readonly render: ((data: unknown) => Promise<string>) | undefined;
}

const PLAIN: ReadonlySet<string> = new Set(["table", "wide", "name"]);

export function formatterOf(output: string | undefined): Formatter {
  const [format = "", ...rest] = (output ?? "table").split("=");
  if (PLAIN.has(format)) return { format: format as Format, render: undefined };
  if (format === "csv") return { format, render: noCsv };
  if (format === "json") return { format, render: async (data) => `${JSON.stringify(data, null, 2)}\n` };
  if (format === "yaml") return { format, render: yaml };
  if (format === "jsonpath" && rest.length > 0) {
    const template = jsonPath(rest.join("="));
    return { format, render: async (data) => template(data) };
  }
  throw usageError(
    `-o ${output}: expected table, wide, name, csv, json, yaml or jsonpath='{.path}', got "${output}"`,
  );
}

async function noCsv(): Promise<string> {
  throw usageError("-o csv: slipway metrics prints it; here it is table, wide, name, json, yaml or jsonpath");
}

/** The library costs more to load than a table to print. */
async function yaml(data: unknown): Promise<string> {
  const { stringify } = await import("yaml");
  return stringify(data, { lineWidth: 0, aliasDuplicateObjects: false });
}
