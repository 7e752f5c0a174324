import { join } from "node:path";

export type InstalledFile = "requirements.txt" | "uv.lock" | "pyproject.toml";

export interface Installation {
  readonly file: InstalledFile;
  /** The interpreter of this machine that the environment is for. */
  readonly python: string;
  /** Where uv is; needed for `uv.lock`. */
  readonly uv?: string | undefined;
  /** Of `pyproject.toml`, where there is no uv to read it. */
  readonly dependencies?: readonly string[] | undefined;
  /** The environment also has the packages of the interpreter. */
  readonly systemPackages: boolean;
}

/**
 * Lets the environment in argv[1] see what this interpreter does where that is an environment itself: what venv takes for the system's
 * are the packages of the Python below it, which it need not see.
 */
const LAYERED = `
import glob, os, sys
if sys.prefix != sys.base_prefix:
    seen = [path for path in sys.path if os.path.basename(path) in ("site-packages", "dist-packages")]
    for place in glob.glob(os.path.join(sys.argv[1], "lib", "python*", "site-packages")):
        with open(os.path.join(place, "interpreter.pth"), "w") as file:
            file.write("".join(path + "\\n" for path in seen))
    settings = os.path.join(sys.argv[1], "pyvenv.cfg")
    with open(settings) as file:
        text = file.read()
    with open(settings, "w") as file:
        file.write(text.replace("include-system-site-packages = true", "include-system-site-packages = false"))
`;

/** The commands, one after the other and in the code's folder, that make `folder` an environment. */
export function installSteps(
  { file, python, uv, dependencies = [], systemPackages }: Installation,
  folder: string,
): readonly (readonly string[])[] {
  if (file === "uv.lock")
    return [
      [
        ...[uv ?? "uv", "sync", "--frozen", "--no-dev", "--no-install-project", "--no-progress"],
        ...["--compile-bytecode", "--python", python],
      ],
    ];
  const own = join(folder, "bin", "python");
  const made = [python, "-I", "-m", "venv", ...(systemPackages ? ["--system-site-packages"] : []), folder];
  const environment = systemPackages ? [made, [python, "-I", "-c", LAYERED, folder]] : [made];
  if (file === "pyproject.toml" && uv !== undefined)
    return [
      ...environment,
      [
        ...[uv, "pip", "install", "--no-progress", "--compile-bytecode", "--python", own],
        ...["-r", "pyproject.toml"],
      ],
    ];
  const wanted = file === "pyproject.toml" ? ["--", ...dependencies] : ["-r", "requirements.txt"];
  // Isolated: a `pip.py` or `venv.py` of the code is none of theirs.
  return [
    ...environment,
    [
      own,
      ...["-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"],
      ...wanted,
    ],
  ];
}

/** Of the installers themselves, beside what the job and the machine give. */
export function installerSettings(folder: string): Readonly<Record<string, string>> {
  return { UV_PROJECT_ENVIRONMENT: folder, UV_LINK_MODE: "copy" };
}
