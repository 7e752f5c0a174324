import { CATALOGUE, type CatalogueEntry } from "@slipway/model";

const MADE = "<!-- Made by `npm run generate` from the error catalogue; do not edit. -->";

/** Every page of docs/errors, by path: one for each code, and the list of them. */
export function errorPages(): ReadonlyMap<string, string> {
  const codes = Object.entries(CATALOGUE).sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map([
    ["docs/errors/README.md", index(codes)],
    ...codes.map(([code, entry]) => [`docs/errors/${code}.md`, page(code, entry)] as const),
  ]);
}

function index(codes: readonly (readonly [string, CatalogueEntry])[]): string {
  const rows = codes.map(([code, entry]) => `| [${code}](${code}.md) | ${entry.title} |`);
  return [MADE, "# Errors", "", "| code | what |", "|---|---|", ...rows, ""].join("\n");
}

function page(code: string, entry: CatalogueEntry): string {
  return [
    MADE,
    `# ${code}: ${entry.title}`,
    "",
    `**Why.** ${entry.why}`,
    "",
    `**What to do.** ${entry.remedy}`,
    "",
    "| door | answer |",
    "|---|---|",
    `| HTTP | ${entry.http} |`,
    `| Kubernetes | reason \`${entry.reason}\` |`,
    `| AWS | code \`${entry.aws}\`, header \`x-slipway-code: ${code}\` |`,
    "",
  ].join("\n");
}
