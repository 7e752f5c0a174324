const FORM = /^(\d{4})-(\d{2})-(\d{2})T\d{2}:\d{2}:\d{2}(\.0{1,9})?(Z|[+-]\d{2}:\d{2})$/;

/** The milliseconds since 1970 of an RFC 3339 time in whole seconds; undefined for any other text, days that no month has among them. */
export function readTime(text: string): number | undefined {
  const [, year, month, day] = (text.length <= 40 ? FORM.exec(text) : null) ?? [];
  const isADay =
    new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  const time = isADay ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? undefined : time;
}

/** RFC 3339 in UTC and whole seconds, as Kubernetes writes times. */
export const writeTime = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
