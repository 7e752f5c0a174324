import { readFileSync } from "node:fs";

/** The `sh` blocks of a Markdown file as they stand, or those of one of its sections. */
export function shellBlocks(path: string, section?: string): readonly string[] {
  const text = readFileSync(path, "utf8");
  const part = section === undefined ? text : sectionOf(text, section);
  return [...part.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = ""]) => block);
}

function sectionOf(text: string, title: string): string {
  const [, rest] = text.split(new RegExp(`^## ${title}$`, "m"));
  if (rest === undefined) throw new Error(`there is no section "${title}"`);
  return rest.split(/^## /m)[0] ?? "";
}
