import Papa from "papaparse";

export const main = () => {
  const { data, errors, meta } = Papa.parse("a,b\n1,true\n\"x\ny\",\n", { header: true, dynamicTyping: true, skipEmptyLines: true });
  return [data, errors, meta.fields, Papa.unparse([{ a: 'q"', b: "c,d" }, { a: 1, b: null }]), Papa.parse("a;b;c").meta.delimiter];
};
