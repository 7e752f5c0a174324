import { PROGRAM_FOLDERS, PROGRAMS } from "../program-files.ts";

const pod = (...args: readonly string[]): readonly string[] => [process.execPath, PROGRAMS.pod, ...args];

/** Images that the process executor can run, as the programs they stand for. */
const IMAGES: Readonly<Record<string, readonly string[]>> = {
  "slipway.dev/slipway": pod(),
  "slipway.dev/xgboost": pod("algorithm", "xgboost"),
  "slipway.dev/script": pod("algorithm", "script"),
};

export function programOf(
  image: string,
): { readonly argv: readonly string[]; readonly readable: readonly string[] } | undefined {
  const argv = Object.hasOwn(IMAGES, image) ? IMAGES[image] : undefined;
  return argv === undefined ? undefined : { argv, readable: [process.execPath, ...PROGRAM_FOLDERS] };
}
