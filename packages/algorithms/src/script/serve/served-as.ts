import { open, readdir, readFile, realpath, stat } from "node:fs/promises";
import { join, normalize, sep } from "node:path";
import { SlipwayError } from "@slipway/model";
import type { Environment } from "../../container.ts";
import { startedBy } from "../started-by.ts";

/** How a model is served: the one decision of it, which all else follows. */
export type ServedAs =
  /** The four functions in `entry`, a file below `code`; where it is empty, a framework's own ones alone. */
  | { readonly form: "functions"; readonly code: string; readonly entry: string; readonly framework?: string }
  /** A model in `entry`, a file or folder below the model's, that needs no code. */
  | { readonly form: "joblib" | "mlflow" | "onnx"; readonly code: string; readonly entry: string }
  /** A WSGI or ASGI application, `module:attribute`. */
  | { readonly form: "application"; readonly code: string; readonly entry: string }
  /** A program that listens by itself: a file of the code, or a line for the shell. */
  | { readonly form: "command"; readonly code: string; readonly command: readonly string[] }
  /** A model of XGBoost in its own format. */
  | { readonly form: "xgboost" };

/** What a Python, or a shell with its programs, serves. */
export type WithPython = Exclude<ServedAs, { readonly form: "xgboost" }>;

/** Says what to serve: `module:attribute`, or a command. */
export const SERVE_VARIABLE = "SLIPWAY_SERVE";

const APPLICATION = /^[\w.]+:[\w.]+$/;
const FUNCTIONS = /^def (model_fn|transform_fn)\b/m;
/** Of a file of code, what is looked at to find functions in it. */
const MOST_OF_CODE = 2 ** 20;

/** Where a container has its model, and where the code for it may lie, in the order of `codeFolders`. */
export interface ModelFolders {
  readonly codes: readonly string[];
  readonly model: string;
}

/**
 * What the variables say, or else what lies in the folders: code before a model that needs none. `framework` is the module of an
 * image that was chosen for it. Throws SLIP-SERVE-001 where nothing can be served, and SLIP-SERVE-002 for a file that is not there.
 */
export async function servedAs(
  { codes, model }: ModelFolders,
  { environment, framework }: { readonly environment: Environment; readonly framework: string | undefined },
): Promise<ServedAs> {
  const folders = (await Promise.all(codes.map(ifFolder))).flat();
  const home = folders[0] ?? model;
  const asked = environment[SERVE_VARIABLE]?.trim();
  if (asked) return saidToServe(asked, home);
  const image = framework === undefined ? {} : { framework };
  const named = environment["SAGEMAKER_PROGRAM"];
  if (named) return { form: "functions", ...(await namedFile(named, folders)), ...image };
  for (const code of folders) {
    if (await isFile(join(code, "inference.py")))
      return { form: "functions", code, entry: "inference.py", ...image };
    if (await isFile(join(code, "serve")))
      return { form: "command", code, command: await startedBy(code, "serve") };
  }
  const found = (await ofMlflow(model)) ?? (await functionsIn(folders)) ?? (await ofFile(model));
  if (found !== undefined) return { ...found, ...(found.form === "functions" ? image : {}) };
  if (framework === "torch" || framework === "transformers")
    return { form: "functions", code: home, entry: "", framework };
  throw nothing(await namesIn(model), framework);
}

function saidToServe(asked: string, code: string): ServedAs {
  if (APPLICATION.test(asked)) return { form: "application", code, entry: asked };
  return { form: "command", code, command: ["/bin/sh", "-c", `exec ${asked}`] };
}

async function namedFile(name: string, folders: readonly string[]) {
  const entry = normalize(name.endsWith(".py") ? name : `${name}.py`);
  if (!entry.startsWith(sep) && entry.split(sep)[0] !== "..") {
    for (const code of folders) if (await isFile(join(code, entry))) return { code, entry };
  }
  throw new SlipwayError(
    "SLIP-SERVE-002",
    `SAGEMAKER_PROGRAM is ${name}, and neither the model's archive nor its code has that file`,
  );
}

/** The folder itself, or one below it that alone has an MLmodel, as programs log them below a name. */
async function ofMlflow(model: string): Promise<ServedAs | undefined> {
  const below = (await readdir(model, { withFileTypes: true }).catch(() => []))
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  for (const entry of ["", ...below]) {
    if (await isFile(join(model, entry, "MLmodel")))
      return { form: "mlflow", code: join(model, entry), entry };
  }
  return undefined;
}

/** The only file of the code that has them, such as a `train.py` with a `model_fn`. */
async function functionsIn(folders: readonly string[]): Promise<ServedAs | undefined> {
  for (const code of folders) {
    const names = (await namesIn(code)).filter((name) => name.endsWith(".py"));
    const found: string[] = [];
    for (const name of names) if (FUNCTIONS.test(await headOf(join(code, name)))) found.push(name);
    if (found.length > 1)
      throw new SlipwayError(
        "SLIP-SERVE-001",
        `${found.join(" and ")} both have a model_fn or transform_fn; SAGEMAKER_PROGRAM says which is meant`,
      );
    const [entry] = found;
    if (entry !== undefined) return { form: "functions", code, entry };
  }
  return undefined;
}

const XGBOOST = /^xgboost-model(\.json|\.ubj)?$|\.ubj$/;

/** A model's file that says by its name how it is read; of several that alone counts which is called `model`. */
async function ofFile(model: string): Promise<ServedAs | undefined> {
  const names = (await namesIn(model)).filter((name) => !name.startsWith("."));
  const known = (
    await Promise.all(
      names.map(async (entry): Promise<{ readonly entry: string; readonly as: ServedAs } | undefined> => {
        const as = await byName(model, entry);
        return as && { entry, as };
      }),
    )
  ).filter((one) => one !== undefined);
  const main = known.filter(({ entry }) => /^(xgboost-)?model(\.|$)/.test(entry));
  const [chosen, another] = known.length > 1 && main.length > 0 ? main : known;
  if (chosen === undefined || another === undefined) return chosen?.as;
  throw new SlipwayError(
    "SLIP-SERVE-001",
    `${known.map(({ entry }) => entry).join(", ")} are models each; an inference.py with model_fn says what is served`,
  );
}

async function byName(model: string, entry: string): Promise<ServedAs | undefined> {
  if (XGBOOST.test(entry) || (entry === "model.json" && (await isOfXgboost(join(model, entry)))))
    return { form: "xgboost" };
  if (/\.(joblib|pkl|pickle)$/.test(entry)) return { form: "joblib", code: model, entry };
  if (entry.endsWith(".onnx")) return { form: "onnx", code: model, entry };
  if (/\.(pt|pth)$/.test(entry)) return { form: "functions", code: model, entry: "", framework: "torch" };
  return undefined;
}

const isOfXgboost = async (path: string): Promise<boolean> => (await headOf(path)).includes('"learner"');

function nothing(names: readonly string[], framework: string | undefined): SlipwayError {
  const held = names.length === 0 ? "the model is empty" : `the model holds ${names.slice(0, 8).join(", ")}`;
  const wanted =
    framework === undefined
      ? "an inference.py, a program named serve, an MLmodel, or a file *.joblib, *.pkl, *.ubj, *.onnx or *.pt"
      : "an inference.py or what SAGEMAKER_PROGRAM names";
  return new SlipwayError("SLIP-SERVE-001", `${held}, and neither it nor its code has ${wanted}`);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}

async function headOf(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size <= MOST_OF_CODE) return readFile(path, "utf8");
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_OF_CODE), 0, MOST_OF_CODE, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}

const isFile = async (path: string): Promise<boolean> =>
  (await stat(path).catch(() => undefined))?.isFile() === true;

/** By its own name: who works in a linked folder knows it by that. */
const ifFolder = async (path: string): Promise<readonly string[]> =>
  (await stat(path).catch(() => undefined))?.isDirectory() === true ? [await realpath(path)] : [];
