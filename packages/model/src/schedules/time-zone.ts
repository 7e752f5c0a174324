const LONGEST = 64;

/**
 * Why a text is no zone of the IANA database; undefined where it is one. Offsets (+02:00) are none, since a schedule means a place's clock;
 * nor is a name in other letters' case, which Go, and so Kubernetes, does not know.
 */
export function timeZoneProblem(zone: string): string | undefined {
  const known = zone.length <= LONGEST && /^[A-Za-z]/.test(zone) ? canonical(zone) : undefined;
  if (known === undefined) return `${quoted(zone)} is no time zone of the IANA database: ${advice(zone)}`;
  if (known !== zone && known.toLowerCase() === zone.toLowerCase())
    return `${quoted(zone)} is not how the IANA database writes this time zone: write ${known}.`;
  return undefined;
}

function canonical(zone: string): string | undefined {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

function advice(zone: string): string {
  const place = zone.trim().toLowerCase().replaceAll(" ", "_");
  const meant = Intl.supportedValuesOf("timeZone").find((one) =>
    one.toLowerCase().split("/").includes(place),
  );
  if (meant?.toLowerCase().endsWith(`/${place}`) === true) return `write ${meant}.`;
  return "write Area/City, e.g. Europe/Paris, or UTC.";
}

const quoted = (zone: string): string =>
  JSON.stringify(zone.length > LONGEST ? `${zone.slice(0, LONGEST)}…` : zone);
