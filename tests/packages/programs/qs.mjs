import qs from "qs";

export const main = () => [qs.parse("a[b][c]=1&d[]=2&d[]=3&e=%C3%A4"), qs.stringify({ a: { b: [1, 2] }, c: new Date(0), d: null }, { arrayFormat: "brackets" }), qs.parse("?x=1", { ignoreQueryPrefix: true })];
