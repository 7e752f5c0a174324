/** The value below which `share` of the weight lies, between two neighbours where it falls between them; 0 of nothing. */
export function quantile(values: Float32Array, weights: Float32Array | undefined, share: number): number {
  if (values.length === 0) return 0;
  return weights ? weightedQuantile(values, weights, share) : plainQuantile(values.slice().sort(), share);
}

function plainQuantile(sorted: Float32Array, share: number): number {
  const place = share * (sorted.length + 1) - 1;
  const below = Math.max(0, Math.min(sorted.length - 1, Math.floor(place)));
  const above = Math.min(sorted.length - 1, below + 1);
  const low = sorted[below] as number;
  return low + Math.max(0, Math.min(1, place - below)) * ((sorted[above] as number) - low);
}

function weightedQuantile(values: Float32Array, weights: Float32Array, share: number): number {
  const order = Uint32Array.from(values.keys()).sort(
    (one, other) => (values[one] as number) - (values[other] as number),
  );
  const wanted = share * weights.reduce((sum, weight) => sum + weight, 0);
  let sum = 0;
  for (const index of order) {
    sum += weights[index] as number;
    if (sum >= wanted) return values[index] as number;
  }
  return values[order[order.length - 1] as number] as number;
}
