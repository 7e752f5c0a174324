import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { SlipwayError } from "@slipway/model";
import { isThere } from "#lib/is-there.ts";
import type { CliContext } from "../context.ts";

/** Beside the program once installed; at the repository's root when run from the sources. */
const PLACES = ["examples", "../../examples"];

/** The folder of an example that ships with the program. */
export async function exampleFolder(context: CliContext, name: string): Promise<string> {
  for (const place of PLACES) {
    const folder = join(context.packageFolder, place, name);
    if (await isThere(folder)) return folder;
  }
  throw new SlipwayError(
    "SLIP-CLI-002",
    `the example ${name} is missing below ${context.packageFolder}: this installation is incomplete`,
  );
}

/** The first rows of a libsvm file: what is asked, and the truth. */
export async function validationRows(
  file: string,
  count: number,
): Promise<readonly { readonly features: string; readonly truth: number }[]> {
  const text = await readFile(file, "utf8");
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(0, count)
    .map((line) => {
      const at = line.indexOf(" ");
      return { truth: Number(line.slice(0, at)), features: line.slice(at + 1).trim() };
    });
}
