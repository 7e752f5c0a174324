/** Where an object says what it came from: annotations, and labels for what is selected by. */
export const PROVENANCE = {
  commit: "slipway.dev/git-commit",
  /** "true" where the folder held something else than its commit. */
  dirty: "slipway.dev/git-dirty",
  branch: "slipway.dev/git-branch",
  remote: "slipway.dev/git-remote",
  command: "slipway.dev/command",
  version: "slipway.dev/cli-version",
  /** JSON: by channel what was given, and how its content is told from another. */
  inputs: "slipway.dev/inputs",
} as const;
