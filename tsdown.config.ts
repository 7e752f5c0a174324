import { licensePlugin } from "rolldown-license-plugin";
import { defineConfig, type UserConfig } from "tsdown";

/** The model server, a program in Python. */
const SERVER = "../algorithms/src/script/serve/python";

/** The licences of all that is in the bundle, and what its authors want to be handed on. */
const LICENCES = "THIRD-PARTY-LICENSES.txt";

const licences = () =>
  licensePlugin({
    match: /^((un)?licen[cs]e|copying|notice|copyright)/i,
    failOnUnlicensed: true,
    done: (packages, context) => {
      const texts = packages.map(({ name, version, license, licenseText }) =>
        [`${name} ${version} (${license})`, licenseText.trim()].filter(Boolean).join("\n\n"),
      );
      context.emitFile({
        type: "asset",
        fileName: LICENCES,
        source: texts.join(`\n\n${"-".repeat(80)}\n\n`),
      });
    },
  });

/**
 * Bundles the platform with its siblings and all npm packages inside (ADR 88): it starts in two thirds of the time, is installed by
 * itself, and runs a user's code in another's image.
 */
const platform: UserConfig = {
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
  deps: { alwaysBundle: [/./], onlyBundle: false },
  plugins: [licences()],
};

/** What pipelines in TypeScript are written with, as `slipway init` brings it to a folder: one file for programs, one for editors. */
const library: UserConfig = {
  cwd: "packages/pipelines",
  entry: { index: "src/index.ts" },
  outDir: "../platform/dist/library",
  platform: "node",
  target: "node22.14",
  format: "esm",
  dts: { tsconfig: "tsconfig.json" },
  fixedExtension: false,
  deps: { alwaysBundle: [/./], onlyBundle: false },
  plugins: [licences()],
};

export default defineConfig([platform, library]);
