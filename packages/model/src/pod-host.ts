/**
 * The host that a run's pod is, by the end of its name: `algo-2`, and behind it the seconds of AWS's name for its log where that
 * carried it. Undefined for pods of what has no hosts.
 */
export function podHost(pod: string): { readonly host: string; readonly time?: string } | undefined {
  const [, host, time] = /-(algo-\d+)(?:-(\d+))?$/.exec(pod) ?? [];
  if (host === undefined) return undefined;
  return { host, ...(time === undefined ? {} : { time }) };
}
