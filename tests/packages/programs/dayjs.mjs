import dayjs from "dayjs";
import customParseFormat from "dayjs/plugin/customParseFormat.js";
import duration from "dayjs/plugin/duration.js";
import relativeTime from "dayjs/plugin/relativeTime.js";
import utc from "dayjs/plugin/utc.js";

[customParseFormat, duration, relativeTime, utc].forEach((plugin) => dayjs.extend(plugin));

export const main = () => [
  dayjs.utc("2024-02-29T12:00:00Z").add(1, "year").format("YYYY-MM-DD HH:mm"), dayjs("12-25-2023", "MM-DD-YYYY").format("dddd, D MMM"), dayjs.duration(5000, "s").humanize(),
  dayjs.utc("2024-01-01").from(dayjs.utc("2024-03-01")), dayjs("2024-01-31").endOf("month").diff("2024-01-01", "day"), dayjs("nonsense").isValid(),
];
