import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { run } from "../run.ts";
import type { ImageRecipe } from "./recipe.ts";

export const PAUSE_IMAGE = "slipway.test/pause:1";
const SOURCE = new URL("pause.c", import.meta.url);

export const pause: ImageRecipe = {
  name: PAUSE_IMAGE,
  from: [SOURCE, new URL(import.meta.url)],
  env: {},
  command: ["/pause"],
  async fill(root) {
    await mkdir(root);
    await run("gcc", ["-static", "-Os", "-s", "-Wall", "-o", join(root, "pause"), SOURCE.pathname]);
  },
};
