import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomically, writeOnce } from "#lib/write-atomically.ts";
import type { Command } from "../command.ts";
import { textArgument } from "../command.ts";
import { EXIT } from "../errors/exit-code.ts";
import { fileError } from "../errors/file-error.ts";
import { FIRST_PIPELINE, TSCONFIG } from "../flow/first-pipeline.ts";
import { libraryPackage } from "../flow/library-package.ts";
import { LIBRARY } from "../flow/own-library.ts";
import { isScript } from "../flow/pipeline-file.ts";
import { columns } from "../output/columns.ts";
import { shellWord } from "../output/shell-word.ts";

const PIPELINE = "first.ts";

export const command: Command = {
  configure: (command) =>
    void command.argument("[folder]", "made where it is not there", ".").addHelpText(
      "after",
      `
Writes what an editor needs to check and complete pipelines in TypeScript, and what tests of them import: the library of this very
Slipway in node_modules, and a tsconfig.json. Where no pipeline is there, one to begin with. What is there stays as it is, but for an
older library.

Examples:
  slipway init
  slipway init pipelines`,
    ),

  async run(session, args) {
    const given = textArgument(args, 0) ?? ".";
    const folder = session.path(given);
    const library = await libraryPackage(session.context.version);
    try {
      await mkdir(folder, { recursive: true });
      const isFirst = !(await readdir(folder)).some(isScript);
      const written: (readonly [string, string])[] = [
        ...(isFirst ? [tellOf(folder, PIPELINE, FIRST_PIPELINE, "a pipeline to begin with")] : []),
        tellOf(folder, "tsconfig.json", TSCONFIG, "what editors and tsc check it by"),
      ];
      const at = join(folder, "node_modules", LIBRARY);
      await mkdir(at, { recursive: true });
      for (const [name, content] of library) writeAtomically(join(at, name), content);
      written.push([`node_modules/${LIBRARY}`, `the library, ${session.context.version}`]);
      await session.print({ folder, written: written.map(([path]) => path) }, () =>
        columns(["FILE", "WHAT"], written),
      );
      const file = isFirst ? PIPELINE : "FILE.ts";
      const where = given === "." ? "" : `cd ${shellWord(given)}; `;
      session.say(`Next:\n  ${where}slipway run ${file}`);
      return EXIT.ok;
    } catch (error) {
      throw fileError(given, error);
    }
  },
};

/** A file that is written where there is none of its name, and what is told of it. */
function tellOf(folder: string, name: string, content: string, what: string): readonly [string, string] {
  return [name, writeOnce(join(folder, name), content) ? what : "is there, and stays as it is"];
}
