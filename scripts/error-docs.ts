import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CATALOGUE, type CatalogueEntry } from "@slipway/model";

const FOLDER = join(import.meta.dirname, "../docs/errors");
const MADE = "<!-- Made by `npm run generate` from the error catalogue; do not edit. -->";

/** Every page of docs/errors, by file name. */
export function errorPages(): ReadonlyMap<string, string> {
  const codes = Object.entries(CATALOGUE).sort(([a], [b]) => (a < b ? -1 : 1));
  return new Map([
    ["README.md", index(codes)],
    ...codes.map(([code, entry]) => [`${code}.md`, page(code, entry)] as const),
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

/** Files whose content is not what the catalogue says, missing and left-over ones included. */
export function staleErrorPages(): readonly string[] {
  const pages = errorPages();
  const present = new Set(readdirSync(FOLDER));
  const wrong = [...pages].filter(
    ([name, text]) => !present.has(name) || readFileSync(join(FOLDER, name), "utf8") !== text,
  );
  return [...wrong.map(([name]) => name), ...[...present].filter((name) => !pages.has(name))];
}

export function writeErrorPages(): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, text] of errorPages()) writeFileSync(join(FOLDER, name), text);
}

if (process.argv[1] === import.meta.filename) writeErrorPages();
