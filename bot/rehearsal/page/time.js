// Instants in London's words, as people in the office read them.

const DAY_AND_TIME = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/London", weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit",
});
const TIME = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", hour: "2-digit", minute: "2-digit" });
const DAY = new Intl.DateTimeFormat("en-GB", { timeZone: "Europe/London", weekday: "short", day: "numeric", month: "short" });

// "Fri 20 Nov 16:00", as the bot writes it.
export const london = (instant) => DAY_AND_TIME.format(new Date(instant)).replaceAll(",", "");

// "16:00" on the day of `beside`, else with the day.
export function timeBeside(instant, beside) {
  const at = new Date(instant);
  return DAY.format(at) === DAY.format(new Date(beside)) ? TIME.format(at) : london(instant);
}
