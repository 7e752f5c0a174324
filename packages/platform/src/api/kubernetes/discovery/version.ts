/** The Kubernetes version whose API we keep to; clients compare it with their own. */
const KUBERNETES = { major: "1", minor: "34", patch: "0" };

/** `/version`, with Slipway's own version as build metadata. */
export function versionInfo(slipway: string): object {
  const { major, minor, patch } = KUBERNETES;
  return {
    major,
    minor,
    gitVersion: `v${major}.${minor}.${patch}+slipway-${slipway}`,
    gitCommit: "",
    gitTreeState: "clean",
    buildDate: "1970-01-01T00:00:00Z",
    goVersion: "",
    compiler: "",
    platform: `${process.platform}/${process.arch === "x64" ? "amd64" : process.arch}`,
  };
}
