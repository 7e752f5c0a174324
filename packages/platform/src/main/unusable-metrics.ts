import type { CliContext } from "#cli/context.ts";

/** As a home itself would find them; on a thread, which an expression cannot hold up for long. */
export const unusableMetrics: CliContext["unusableMetrics"] = async (definitions) => {
  const { createMetricReading } = await import("#metrics/thread/create-metric-reading.ts");
  const reading = createMetricReading();
  try {
    return await reading.unusable(definitions);
  } finally {
    await reading.close();
  }
};
