/** `loss`, or `loss{host=algo-2}` where labels tell its points apart. */
export function seriesName(of: {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
}): string {
  const labels = Object.entries(of.labels ?? {}).map(([key, value]) => `${key}=${value}`);
  return labels.length === 0 ? of.name : `${of.name}{${labels.join(",")}}`;
}
