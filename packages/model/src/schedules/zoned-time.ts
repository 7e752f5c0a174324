/** Locales that between them know most zones by letters. */
const LOCALES = ["en-GB", "en-US", "en-AU", "en-NZ", "en-CA", "en-IN", "en-ZA"];
const PARTS = {
  weekday: "short",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
} as const;

/** An instant by a zone's clock: "Mon 2026-11-30 03:00 CET"; with seconds where it has some, and an offset where the zone has no letters. */
export function zonedTime(time: Date, timeZone: string): string {
  const formatted = new Intl.DateTimeFormat("en-US", { ...PARTS, timeZone }).formatToParts(time);
  const part = (wanted: string) => formatted.find(({ type }) => type === wanted)?.value ?? "";
  const seconds = part("second") === "00" ? "" : `:${part("second")}`;
  const day = `${part("weekday")} ${part("year")}-${part("month")}-${part("day")}`;
  return `${day} ${part("hour")}:${part("minute")}${seconds} ${zoneLetters(time, timeZone)}`;
}

function zoneLetters(time: Date, timeZone: string): string {
  const names = LOCALES.map((locale) => zoneName(time, { locale, timeZone, timeZoneName: "short" }));
  const letters = names.find((name) => /^[A-Z]+$/.test(name));
  const offset = zoneName(time, { locale: "en-US", timeZone, timeZoneName: "longOffset" });
  return letters ?? offset.replace("GMT", "UTC");
}

function zoneName(
  time: Date,
  { locale, ...options }: { locale: string; timeZone: string; timeZoneName: "short" | "longOffset" },
): string {
  const parts = new Intl.DateTimeFormat(locale, options).formatToParts(time);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
}
