import type { ProcessImage } from "#embedded/node-agent/pod/image.ts";
import { PROGRAM_FOLDERS, PROGRAMS } from "../program-files.ts";

const pod = (...args: readonly string[]): readonly string[] => [process.execPath, PROGRAMS.pod, ...args];

/** Images that the process executor can run, as the programs they stand for. */
const IMAGES: Readonly<Record<string, ProcessImage>> = {
  "slipway.dev/slipway": { argv: pod() },
  "slipway.dev/xgboost": {
    argv: pod("algorithm", "xgboost"),
    askedFirst: pod("algorithm", "xgboost", "ask"),
  },
  "slipway.dev/script": {
    argv: pod("algorithm", "script"),
    askedFirst: pod("algorithm", "script", "ask"),
    environments: pod("environment"),
  },
};

export function programOf(image: string): ProcessImage | undefined {
  const program = Object.hasOwn(IMAGES, image) ? IMAGES[image] : undefined;
  return program && { ...program, readable: [process.execPath, ...PROGRAM_FOLDERS] };
}
