import { parse as parseStream } from "csv-parse";
import { parse } from "csv-parse/sync";

export const main = async () => {
  const text = 'name,amount\n"Ada, ""the"" first",12.5\nBob,7\n';
  const records = [];
  const parser = parseStream({ delimiter: ";" });
  parser.on("readable", () => { for (let record; (record = parser.read()) !== null;) records.push(record); });
  const ended = new Promise((resolve, reject) => parser.on("end", resolve).on("error", reject));
  parser.write("a;b\n1;");
  parser.write("2\n");
  parser.end();
  await ended;
  return [parse(text, { columns: true, cast: (value, { column }) => (column === "amount" ? Number(value) : value) }), records,
    (() => { try { parse("a,b\n1"); return ""; } catch (error) { return error.code; } })()];
};
