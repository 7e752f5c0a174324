import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { Container } from "../container.ts";
import { failureOf } from "./failure-of.ts";
import type { ProgramEnd } from "./run-program.ts";

/** Writes the failure file of a program that ended badly, unless the program did. `name` is what it is called. */
export async function explain(
  container: Container,
  end: ProgramEnd,
  code: { readonly name: string; readonly folder: string },
): Promise<void> {
  const written = await stat(join(container.output, "failure")).catch(() => undefined);
  if (written && written.size > 0) return;
  const { name, folder } = code;
  await container.noteFailure(`SLIP-SCRIPT-006: ${failureOf(end, { name, code: folder })}`);
}
