const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Why a text is no date of the calendar in the form of RFC 3339's `full-date`, in the years 1 to 9999; undefined where it is one. */
export function dateProblem(text: string): string | undefined {
  const parts = DATE.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return "expected a date, e.g. 2026-11-30";
  const [year = 0, month = 0, day = 0] = parts;
  if (year === 0) return "there is no year 0000";
  if (month < 1 || month > 12) return `there is no month ${text.slice(5, 7)}`;
  const days = daysIn(year, month);
  return day < 1 || day > days ? `${text.slice(0, 7)} has ${days} days` : undefined;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
