import { realpath, stat } from "node:fs/promises";
import { basename, delimiter, dirname, join, resolve } from "node:path";
import type { Host } from "../host.ts";
import { exists, isWithin, linkAt, namesIn } from "./paths.ts";
import { PROGRAMS } from "./system.ts";

/** Of what a folder is an installation when it holds this: Python, conda, pyenv, asdf or mise, R, Node, Java, Julia. */
const SIGNS = [
  "pyvenv.cfg",
  "conda-meta",
  "libexec/pyenv",
  "installs",
  "lib/R",
  "lib/node_modules",
  "jmods",
  "share/julia",
];

/** The programs whose installations lie elsewhere than the folder on the PATH that names them. */
const INTERPRETER = /^(python|pypy|node|R|Rscript|julia|java|perl|ruby)[\d.]*$/;

/** Where interpreters live that need not be on the PATH, below the home folder. */
const MANAGED = [".pyenv", ".local/share/uv/python", "miniconda3", "miniforge3", "anaconda3"];

/** Variables that name an installation, and those that name a file which programs need. */
const INSTALLATION_VARIABLES = ["VIRTUAL_ENV", "CONDA_PREFIX"];
const FILE_VARIABLES = ["SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "PIP_CERT"];

/** Folders whose parts are chosen one by one elsewhere. */
const SYSTEM = ["/dev", "/etc", "/proc", "/run", "/sys"];

/** Folders of users, never shown as a whole even where programs are installed right into them. */
const WIDE = /^\/[^/]*$|^\/(home|Users|var\/home)\/[^/]+$|\/\.(local|config|cache)$/;

/** Of a folder that is too wide: where `pip install --user` and its like put what they install. */
const NARROW = ["bin", "lib", "share/uv", "share/pipx"];

/**
 * Folders and files of this machine, beside the system's, that the programs on the PATH are made of: interpreters with
 * their packages. Of anything else on the PATH only its own folder, since what lies beside may be somebody's settings.
 */
export async function installations(host: Host): Promise<readonly string[]> {
  const { environment, home } = host;
  const folders = (environment["PATH"] ?? "").split(delimiter).filter((path) => path.startsWith("/"));
  const named = INSTALLATION_VARIABLES.flatMap((name) => environment[name] ?? []);
  const files = FILE_VARIABLES.flatMap((name) => environment[name] ?? []);
  const looked: Looked = new Map();
  const found = await Promise.all([
    ...folders.map((folder) => programsIn(resolve(folder), looked)),
    ...named.map((folder) => installation(resolve(folder), looked)),
    ...MANAGED.map((name) => existing([join(home, name)])),
    existing(files.map((file) => resolve(file))),
  ]);
  return outermost(found.flat().filter((path) => mayBeShown(path, host)));
}

/** Most interpreters are of few installations: each folder is looked at once. */
type Looked = Map<string, Promise<readonly string[]>>;

async function programsIn(folder: string, looked: Looked): Promise<readonly string[]> {
  const interpreters = (await namesIn(folder)).filter((name) => INTERPRETER.test(name));
  const parts = await Promise.all([
    existing([folder]),
    installation(dirname(folder), looked),
    ...interpreters.map((name) => behind(join(folder, name), looked)),
  ]);
  return parts.flat();
}

/** The folder itself when it is an installation; of a wide one the parts that are. */
function installation(folder: string, looked: Looked): Promise<readonly string[]> {
  const found = looked.get(folder) ?? partsOf(folder);
  looked.set(folder, found);
  return found;
}

async function partsOf(folder: string): Promise<readonly string[]> {
  const isOne = (await Promise.all(SIGNS.map((sign) => exists(join(folder, sign))))).includes(true);
  const libraries = isOne ? [] : await namesIn(join(folder, "lib"));
  if (!isOne && !libraries.some((name) => name.startsWith("python3"))) return [];
  return existing(WIDE.test(folder) ? NARROW.map((name) => join(folder, name)) : [folder]);
}

/** What an interpreter's name leads to over all its links, each as it is written. */
async function behind(path: string, looked: Looked): Promise<readonly string[]> {
  const found: string[] = [];
  let at: string | undefined = path;
  for (let hops = 0; at !== undefined && hops < 16; hops++) {
    found.push(
      ...(basename(dirname(at)) === "bin" ? await installation(dirname(dirname(at)), looked) : []),
      at,
    );
    const link: string | undefined = await linkAt(at);
    at = link === undefined ? undefined : resolve(await realFolder(at), link);
  }
  return found;
}

/** A relative link leads from where its folder really is. */
async function realFolder(path: string): Promise<string> {
  return realpath(dirname(path)).catch(() => dirname(path));
}

async function existing(paths: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        () => [path],
        () => [],
      ),
    ),
  );
  return found.flat();
}

/** Never what holds the state folder or the home folder, whatever the PATH says; the system's are shown already. */
function mayBeShown(path: string, { home, stateDir }: Host): boolean {
  const wide = WIDE.test(path) || isWithin(home, path) || isWithin(stateDir, path);
  return !wide && ![...PROGRAMS, ...SYSTEM, stateDir].some((folder) => isWithin(path, folder));
}

/** Without what lies in another one, and sorted, so that a folder comes before what is on top of it. */
function outermost(paths: readonly string[]): readonly string[] {
  const sorted = [...new Set(paths)].sort();
  return sorted.filter((path) => !sorted.some((other) => other !== path && isWithin(path, other)));
}
