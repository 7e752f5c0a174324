import { stat } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { SlipwayError } from "@slipway/model";
import { readFlows } from "@slipway/model/flows/yaml/read-flows.ts";
import type { Flow } from "@slipway/model/kinds/flow/index.ts";
import { fileError } from "../errors/file-error.ts";
import type { Session } from "../session/session.ts";

/** What Node runs as it stands. */
export const isScript = (file: string): boolean => /\.[cm]?[jt]s$/.test(file);

/** A pipeline of `@slipway/pipelines`, by what it can do: the program's own copy of that library made it. */
interface AnyPipeline {
  readonly pipelineName: string;
  manifest(): Flow;
}

const isPipeline = (value: unknown): value is AnyPipeline =>
  typeof value === "function" &&
  typeof (value as Partial<AnyPipeline>).pipelineName === "string" &&
  typeof (value as Partial<AnyPipeline>).manifest === "function";

/** The pipelines that a module exports, as Flows; it is run for that. Throws where it cannot be run or exports none. */
export async function pipelinesIn(session: Session, file: string): Promise<readonly Flow[]> {
  const path = session.path(file);
  try {
    await stat(path);
  } catch (error) {
    throw fileError(file, error);
  }
  const exported = await exportsOf(file, path);
  const found = [...new Set(Object.values(exported))].filter(isPipeline);
  if (found.length === 0)
    throw new SlipwayError(
      "SLIP-CLI-003",
      `there is no flow in ${file}: expected an exported pipeline({ name: … }, …)`,
    );
  return found.map((one) => checked(file, one.manifest()));
}

async function exportsOf(file: string, path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await import(pathToFileURL(path).href);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new SlipwayError("SLIP-CLI-003", `${file} cannot be run: ${words}`, { cause: error });
  }
}

/** Another version of the library may have made what this one cannot read. */
function checked(file: string, manifest: Flow): Flow {
  const { flows, problems } = readFlows(JSON.stringify(manifest), file);
  const [flow] = flows;
  if (flow !== undefined) return flow.manifest;
  const [problem] = problems;
  throw new SlipwayError(
    "SLIP-CLI-003",
    `${file}: ${problem?.path ?? ""} ${problem?.message ?? "is no flow"}`,
  );
}
