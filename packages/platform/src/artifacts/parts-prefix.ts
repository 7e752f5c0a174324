/** Below it the hosts of a run store their parts of its archives, beside the run's manifest. Ends with a slash. */
export function partsPrefix(manifestKey: string, run: string): string {
  return `${manifestKey.slice(0, manifestKey.lastIndexOf("/") + 1)}slipway-parts/${run}/`;
}
