import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildOnce } from "../../../packages/lib/src/build-once.ts";
import { BUILD, findGo } from "../../../scripts/cluster/go.ts";
import { cached } from "../../../scripts/cluster/places.ts";

const run = promisify(execFile);

/** A Go program of the module in a folder, built once for what its go.mod pins and its main.go says. `of`: the package; absent means the module's own. */
export async function goProgram(module: string, of = "."): Promise<string> {
  const sources = ["go.mod", ...(of === "." ? ["main.go"] : [])];
  const pins = sources.map((name) => new URL(`file://${join(module, name)}`));
  const folder = cached("go-program", [of, ...pins]);
  await buildOnce(folder, async (at) => {
    const go = await findGo(module, (line) => process.stderr.write(`${line}\n`));
    const args = [...BUILD, "-ldflags=-s -w", "-o", join(at, "program"), of];
    await run(go.program, args, { cwd: module, env: { ...process.env, ...go.env } });
    await go.tidyUp();
  });
  return join(folder, "program");
}
