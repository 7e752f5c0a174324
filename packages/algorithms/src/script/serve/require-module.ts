import { SlipwayError } from "@slipway/model";
import type { NeededModule } from "@slipway/model/algorithms/script/frameworks.ts";
import type { Environment } from "../../container.ts";
import { inEnvironment } from "../choose-python.ts";
import { hasFramework } from "../framework.ts";
import type { Python } from "../python.ts";

/** Throws SLIP-SERVE-003 where Python cannot import what the model is read by. */
export async function requireModule(
  wished: NeededModule,
  {
    python,
    what,
    environment,
  }: { readonly python: Python; readonly what: string; readonly environment: Environment },
): Promise<void> {
  if (await hasFramework(wished, python.executable, inEnvironment(environment))) return;
  const { name, distribution } = wished;
  throw new SlipwayError(
    "SLIP-SERVE-003",
    `${what} needs ${name}, which python ${python.version} (${python.executable}) cannot import: pip install ${distribution}`,
  );
}
