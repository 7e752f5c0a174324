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

/**
 * Gives the environment in argv[1] the pip of this interpreter, and up to Python 3.11 its setuptools, as `venv` does: copied with what is
 * compiled of them, where they are no older than those that Python brings and have their own parts with them, as Debian's have not;
 * else out of the wheels that Python brings. Otherwise they are installed, which takes seconds.
 */
const PIP = `
import glob, os, shutil, subprocess, sys
folder = sys.argv[1]
own = os.path.join(folder, "bin", "python")
into = glob.glob(os.path.join(folder, "lib", "python*", "site-packages"))[0]
names = ["pip"] + (["setuptools"] if sys.version_info < (3, 12) else [])

def number(version):
    return [int(part) for part in version.split(".")[:2] if part.isdigit()]

def parts():
    import ensurepip
    from importlib import metadata, util
    home = os.path.dirname(os.path.dirname(util.find_spec("pip").origin))
    brought = metadata.version("pip")
    wanted = ["pip", "pip-%s.dist-info" % brought]
    if "setuptools" in names:
        wanted += ["setuptools", "pkg_resources", "_distutils_hack", "distutils-precedence.pth"]
        wanted += ["setuptools-%s.dist-info" % metadata.version("setuptools")]
    found = [os.path.join(home, name) for name in wanted]
    isWhole = os.path.isdir(os.path.join(home, "pip", "_vendor", "requests")) and all(map(os.path.exists, found))
    return found if isWhole and number(brought) >= number(ensurepip.version()) else []

def copy():
    found = parts()
    for path in found:
        to = os.path.join(into, os.path.basename(path))
        shutil.copytree(path, to) if os.path.isdir(path) else shutil.copy2(path, to)
    return bool(found)

def unpack():
    import ensurepip, sysconfig, zipfile
    places = [sysconfig.get_config_var("WHEEL_PKG_DIR"), os.path.join(os.path.dirname(ensurepip.__file__), "_bundled")]
    def wheel(name):
        found = [glob.glob(os.path.join(place, name + "-*-none-any.whl")) for place in places if place]
        return next((one[0] for one in found if len(one) == 1), "")
    wheels = [wheel(name) for name in names]
    if not all(wheels) or os.path.basename(wheels[0]).split("-")[1] != ensurepip.version():
        return False
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as files:
            files.extractall(into)
    return True

def tried(way):
    try:
        return way()
    except (ImportError, AttributeError, TypeError):
        return False

if tried(copy) or tried(unpack):
    for name in ("pip", "pip3"):
        with open(os.path.join(folder, "bin", name), "w") as script:
            script.write("#!%s\\nimport sys\\nfrom pip._internal.cli.main import main\\nsys.exit(main())\\n" % own)
        os.chmod(script.name, 0o755)
else:
    install = [own, "-I", "-m", "ensurepip", "--upgrade", "--default-pip"]
    sys.exit(subprocess.run(install, stdout=subprocess.DEVNULL).returncode)
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
  const layer = systemPackages ? ["--system-site-packages"] : [];
  const environment = [
    [python, "-I", "-m", "venv", "--without-pip", ...layer, folder],
    [python, "-I", "-c", PIP, folder],
    ...(systemPackages ? [[python, "-I", "-c", LAYERED, folder]] : []),
  ];
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
