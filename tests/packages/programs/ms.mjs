import ms from "ms";

export const main = () => [ms("2 days"), ms("-1.5h"), ms(60_000), ms(2 * 60_000, { long: true }), (() => { try { ms(""); return ""; } catch (error) { return error.message; } })()];
