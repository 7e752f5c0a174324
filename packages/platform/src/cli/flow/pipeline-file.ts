import { stat } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { type Resource, SlipwayError } from "@slipway/model";
import { readFlows } from "@slipway/model/flows/yaml/read-flows.ts";
import type { Flow } from "@slipway/model/kinds/flow/index.ts";
import { stringify } from "yaml";
import { fileError } from "../errors/file-error.ts";
import type { Session } from "../session/session.ts";
import { bringsLibrary, LIBRARY, withLibrary } from "./own-library.ts";

/** What Node runs as it stands. */
export const isScript = (file: string): boolean => /\.[cm]?[jt]s$/.test(file);

/** A pipeline of `@slipway/pipelines`, by what it can do: a copy of that library other than the program's own may have made it. */
interface AnyPipeline {
  readonly pipelineName: string;
  manifest(): Flow;
  /** Absent in older ones. */
  manifests?(): readonly Resource[];
}

const isPipeline = (value: unknown): value is AnyPipeline =>
  typeof value === "function" &&
  typeof (value as Partial<AnyPipeline>).pipelineName === "string" &&
  typeof (value as Partial<AnyPipeline>).manifest === "function";

/** The pipelines that a module exports, as Flows; it is run for that. Throws where it cannot be run or exports none. */
export const pipelinesIn = async (session: Session, file: string): Promise<readonly Flow[]> =>
  (await exportedBy(session, file)).map((one) => checked(file, one.manifest()));

/** The same with their schedules, as a file in YAML would have them. */
export async function asYaml(session: Session, file: string): Promise<string> {
  const all = (await exportedBy(session, file)).flatMap((one) => one.manifests?.() ?? [one.manifest()]);
  return all.map((one) => stringify(one, { lineWidth: 0, aliasDuplicateObjects: false })).join("---\n");
}

async function exportedBy(session: Session, file: string): Promise<readonly AnyPipeline[]> {
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
  return found;
}

async function exportsOf(file: string, path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await withLibrary(() => import(pathToFileURL(path).href));
  } catch (error) {
    throw new SlipwayError("SLIP-CLI-003", `${file} cannot be run: ${wordsOf(error)}`, { cause: error });
  }
}

/** What was thrown; in our words where it is for the version of Node. */
function wordsOf(error: unknown): string {
  const { code, message = String(error) } = error as { readonly code?: unknown; readonly message?: string };
  const { version } = process;
  if (code === "ERR_UNKNOWN_FILE_EXTENSION" && message.includes(".ts"))
    return `Node ${version} does not run TypeScript: use 22.18 or newer, or write it in JavaScript`;
  if (code === "ERR_MODULE_NOT_FOUND" && !bringsLibrary() && message.includes(`'${LIBRARY}'`))
    return `it imports ${LIBRARY}, which is not in its folder: use Node 22.15 or newer, where slipway brings its own (this is ${version})`;
  return message;
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
