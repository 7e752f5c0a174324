import { mkdir, mkdtemp, rm, stat, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { objectName, SlipwayError } from "@slipway/model";
import { IMAGE_VARIABLE } from "@slipway/model/algorithms/script/frameworks.ts";
import { modelKind } from "@slipway/model/kinds/model/index.ts";
import { parseS3Uri } from "#lib/s3-uri.ts";
import { unpack } from "#lib/tar/unpack.ts";
import { fetchModel } from "../model/fetch-model.ts";
import { findModel } from "../model/find-model.ts";
import { modelData } from "../model/model-data.ts";
import type { Session } from "../session/session.ts";
import { SOURCE_IMAGE } from "../train/training-job.ts";

/** What a model's server finds on this machine in the place of `/opt/ml`. */
export interface ServedFolder {
  readonly root: string;
  /** Variables that the model itself asks for. */
  readonly variables: Readonly<Record<string, string>>;
  /** Folders of the user's own, whose changes count. */
  readonly watched: readonly string[];
  remove(): Promise<void>;
}

const MOST_CODE = { bytes: 2 ** 30, entries: 100_000 };

/**
 * A folder of this machine with a model and what serves it, or the code alone with `model` beside it; or a training job's or a Model's,
 * which are fetched. Throws for what is neither a folder nor a name of a home.
 */
export async function servedFolder(
  session: Session,
  { what, model }: { readonly what: string; readonly model: string | undefined },
): Promise<ServedFolder> {
  const root = await mkdtemp(join(tmpdir(), "slipway-serve-"));
  const remove = (): Promise<void> => rm(root, { recursive: true, force: true });
  try {
    return { root, remove, ...(await fill(session, root, { what, model })) };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function fill(
  session: Session,
  root: string,
  { what, model }: { readonly what: string; readonly model: string | undefined },
): Promise<Pick<ServedFolder, "variables" | "watched">> {
  const code = await localFolder(session, what);
  if (code === undefined) return { variables: await lay(session, what, root), watched: [] };
  if (model === undefined) {
    await symlink(code, join(root, "model"));
    return { variables: {}, watched: [code] };
  }
  const data = await localFolder(session, model);
  const variables = data === undefined ? await lay(session, model, root) : {};
  if (data !== undefined) await symlink(data, join(root, "model"));
  // What is at hand goes before what the training sent.
  await rm(join(root, "code"), { recursive: true, force: true });
  await symlink(code, join(root, "code"));
  return { variables, watched: data === undefined ? [code] : [code, data] };
}

/** The model of a job or a Model, and its code where that lies beside it; answers the variables of its server. */
async function lay(session: Session, name: string, root: string): Promise<Readonly<Record<string, string>>> {
  const { place } = await modelData(session, name);
  await fetchModel(session, place, join(root, "model"));
  const { image, variables } = await saidOf(session, name);
  const code = parseS3Uri(variables["SAGEMAKER_SUBMIT_DIRECTORY"] ?? "");
  if (code !== undefined) {
    const { aws } = await session.client();
    const { bytes } = await aws.openObject(code, session.signal);
    await mkdir(join(root, "code"));
    const to = {
      folder: join(root, "code"),
      name: "the code",
      code: "SLIP-CLI-031",
      most: MOST_CODE,
    } as const;
    await unpack(bytes, to);
  }
  return image === SOURCE_IMAGE ? variables : { ...variables, [IMAGE_VARIABLE]: image };
}

async function saidOf(
  session: Session,
  name: string,
): Promise<{ readonly image: string; readonly variables: Readonly<Record<string, string>> }> {
  const { model } = await findModel(session, { given: name, image: undefined, doing: "served" });
  if (typeof model !== "string") return { image: model.image, variables: model.environment ?? {} };
  const { kubernetes } = await session.client();
  const at = { name: objectName(model), namespace: await session.namespace() };
  const { spec } = await kubernetes.get(modelKind, at);
  const container = spec.primaryContainer ?? spec.containers?.[0];
  return { image: container?.image ?? "", variables: container?.environment ?? {} };
}

async function localFolder(session: Session, word: string): Promise<string | undefined> {
  const path = session.path(word);
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory() === true) return path;
  if (found === undefined && !/^\.{0,2}\//.test(word)) return undefined;
  throw new SlipwayError("SLIP-CLI-002", `${word} is no folder`);
}
