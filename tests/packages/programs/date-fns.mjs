import { addBusinessDays, addMonths, differenceInCalendarDays, format, formatDistance, getISOWeek, isValid, parse, parseISO } from "date-fns";
import { de } from "date-fns/locale";

export const main = () => {
  const day = new Date(2024, 1, 28, 13, 5, 9);
  return [
    format(day, "yyyy-MM-dd'T'HH:mm:ss EEEE do MMM"), format(day, "PPPP", { locale: de }), format(addMonths(new Date(2024, 0, 31), 1), "P"),
    differenceInCalendarDays(new Date(2024, 2, 1), day), formatDistance(new Date(0), new Date(86_400_000 * 40)), getISOWeek(day),
    isValid(parse("31.02.2024", "dd.MM.yyyy", new Date(0))), parseISO("2024-02-28T10:00:00Z").getTime(), format(addBusinessDays(day, 5), "yyyy-MM-dd"),
  ];
};
