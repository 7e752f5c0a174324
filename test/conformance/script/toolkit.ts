import { execFile } from "node:child_process";
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { buildOnce } from "../../../packages/lib/src/build-once.ts";
import { pythonEnv } from "../../../scripts/python-env.ts";

const run = promisify(execFile);
const VERSION = "5.1.4";

/** Its own reading and mapping; the rest of the package wants a compiler and other packages. */
const DRIVER = `
import ast, importlib.util, json, logging, sys, types
source = sys.argv[1]
# What mapping.py uses of the package six.
six = types.ModuleType("six")
six.PY3, six.binary_type, six.text_type, six.string_types = True, bytes, str, (str,)
sys.modules["six"] = six
spec = importlib.util.spec_from_file_location("mapping", source + "/mapping.py")
mapping = importlib.util.module_from_spec(spec)
spec.loader.exec_module(mapping)
tree = ast.parse(open(source + "/environment.py").read())
read = [node for node in tree.body if getattr(node, "name", "") == "read_hyperparameters"]
answers = []
for hyperparameters in json.load(sys.stdin):
    scope = {
        "json": json, "logger": logging.getLogger("toolkit"),
        "hyperparameters_file_dir": None, "_read_json": lambda _: hyperparameters,
    }
    exec(compile(ast.Module(read, []), "environment.py", "exec"), scope)
    values = scope["read_hyperparameters"]()
    own = {name: value for name, value in values.items() if not name.startswith("sagemaker_")}
    arguments = mapping.to_cmd_args(own)
    env = {"hps": own, "user_args": arguments, **{"hp_" + name: value for name, value in own.items()}}
    answers.append({"arguments": arguments, "variables": mapping.to_env_vars(env)})
json.dump(answers, sys.stdout)
`;

export interface ToolkitAnswer {
  /** What the program gets on its command line. */
  readonly arguments: readonly string[];
  /** SM_HPS, SM_USER_ARGS and SM_HP_*. */
  readonly variables: Readonly<Record<string, string>>;
}

/** What sagemaker-training makes of each of these sets of hyperparameters; its source comes from PyPI, once. */
export async function askToolkit(
  sets: readonly Readonly<Record<string, string>>[],
): Promise<readonly ToolkitAnswer[]> {
  const { python } = await pythonEnv();
  const source = await toolkitSource(python);
  const running = run(python, ["-c", DRIVER, source], { maxBuffer: 1 << 28 });
  running.child.stdin?.end(JSON.stringify(sets));
  return JSON.parse((await running).stdout) as readonly ToolkitAnswer[];
}

async function toolkitSource(python: string): Promise<string> {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "slipway-tests");
  const folder = join(cache, `sagemaker-training-${VERSION}`);
  await buildOnce(folder, async (at) => {
    const quiet = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-deps"];
    const wanted = ["--no-binary", ":all:", `sagemaker-training==${VERSION}`];
    await run(python, ["-m", "pip", "download", ...quiet, ...wanted, "--dest", at]);
    const [archive = ""] = await readdir(at);
    await run("tar", ["-xzf", archive, "--strip-components=1"], { cwd: at });
  });
  return join(folder, "src/sagemaker_training");
}
