/** The name in `nightly`, `schedule/nightly` and `sch/nightly`. */
export const scheduleName = (word: string): string => word.replace(/^(schedules?|sch)\//, "");
