import Decimal from "decimal.js";

export const main = () => {
  Decimal.set({ precision: 40 });
  return [new Decimal("0.1").plus("0.2").toString(), Decimal.sqrt(2).toString(), new Decimal(2).pow("0.5").toFixed(20), new Decimal("123456.789").toSD(4).toString(),
    Decimal.exp(1).toString(), new Decimal("1e400").times(3).toString(), Decimal.sin(1).toFixed(30), new Decimal("0xff.8").toString()];
};
