import { askInterpreter } from "../ask-interpreter.ts";
import type { Environment } from "../container.ts";

/** Of a run's facts, which are bounded together. */
const LONGEST = 8000;

/** Prints what an interpreter can import by name and version, and then, a line each, the folders that it lies in. */
export const PACKAGES_SCRIPT = `
import os, sys
try:
    from importlib import metadata
except ImportError:
    sys.exit(1)
found = {}
for one in metadata.distributions():
    name = one.metadata["Name"]
    if name and name.lower() not in found:
        found[name.lower()] = "%s==%s" % (name, one.version)
said, rest = "", sorted(found)
while rest and len(said) + len(found[rest[0]]) < ${LONGEST}:
    said += " " + found[rest.pop(0)]
print((said + (" and %d more" % len(rest) if rest else "")).strip().replace("\\n", " "))
for folder in sys.path:
    if os.path.isdir(folder):
        print(os.path.abspath(folder))
`;

/** From what the script printed; undefined where that is nothing. */
export function packagesIn(answer: string | undefined): string | undefined {
  const [packages = ""] = (answer ?? "").split("\n");
  return packages === "" ? undefined : packages;
}

/** Names and versions, as `name==version` with a space between, in a few kilobytes. */
export async function installedPackages(
  interpreter: string,
  environment: Environment,
): Promise<string | undefined> {
  const dependsOn = (answer: string) => answer.trim().split("\n").slice(1);
  return packagesIn(await askInterpreter(interpreter, { script: PACKAGES_SCRIPT, dependsOn }, environment));
}
