import { join } from "node:path";

export type InstalledFile = "requirements.txt" | "uv.lock";

export interface Installation {
  readonly file: InstalledFile;
  /** The interpreter of this machine that the environment is for. */
  readonly python: string;
  /** Where uv is; needed for `uv.lock`. */
  readonly uv?: string | undefined;
  /** The environment also has the packages of the interpreter. */
  readonly systemPackages: boolean;
}

/** The commands, one after the other and in the code's folder, that make `folder` an environment. */
export function installSteps(
  { file, python, uv = "uv", systemPackages }: Installation,
  folder: string,
): readonly (readonly string[])[] {
  if (file === "uv.lock")
    return [
      [
        ...[uv, "sync", "--frozen", "--no-dev", "--no-install-project", "--no-progress"],
        ...["--compile-bytecode", "--python", python],
      ],
    ];
  // Isolated: a `pip.py` or `venv.py` of the code is none of theirs.
  return [
    [python, "-I", "-m", "venv", ...(systemPackages ? ["--system-site-packages"] : []), folder],
    [
      join(folder, "bin", "python"),
      ...["-I", "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar", "off"],
      ...["-r", "requirements.txt"],
    ],
  ];
}

/** Of the installers themselves, beside what the job and the machine give. */
export function installerSettings(folder: string): Readonly<Record<string, string>> {
  return { UV_PROJECT_ENVIRONMENT: folder, UV_LINK_MODE: "copy" };
}
