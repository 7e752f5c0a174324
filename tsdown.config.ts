import { readFileSync } from "node:fs";
import { defineConfig } from "tsdown";

const algorithms = JSON.parse(
  readFileSync(new URL("packages/algorithms/package.json", import.meta.url), "utf8"),
) as { readonly dependencies: Readonly<Record<string, string>> };

/** The model server, a program in Python. */
const SERVER = "../algorithms/src/script/serve/python";

/**
 * Bundles the platform with model and sdk inside; npm packages stay outside and are installed as dependencies, but for those of the
 * algorithms: their bundle alone is what runs a user's code in another's image.
 */
export default defineConfig({
  cwd: "packages/platform",
  entry: {
    bin: "src/main/bin.ts",
    server: "src/main/server.ts",
    pod: "src/main/pod.ts",
    cluster: "src/main/cluster.ts",
    "data-plane": "src/main/data-plane.ts",
    "copy-database": "src/main/copy-database.ts",
    "ledger-worker": "src/ledger/sqlite/worker.ts",
    "move-helper": "src/mover/helper.ts",
    "metric-worker": "src/metrics/thread/worker.ts",
    // What files in TypeScript import that `slipway run` is given.
    pipelines: "../pipelines/src/index.ts",
  },
  outDir: "dist",
  platform: "node",
  target: "node22.14",
  format: "esm",
  dts: false,
  clean: true,
  copy: [
    { from: "src/embedded/node-agent/supervisor/sh/*.sh", to: "dist/supervisor" },
    ...["", "/slipway_model_server", "/slipway_model_server/defaults", "/slipway_model_server/forms"].map(
      (at) => ({
        from: `${SERVER}${at}/*.py`,
        to: `dist/model-server${at}`,
      }),
    ),
  ],
  fixedExtension: false,
  deps: { alwaysBundle: [/^@slipway\//, ...Object.keys(algorithms.dependencies)] },
});
