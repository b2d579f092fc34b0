import { concatMap, delay, firstValueFrom, from, interval, lastValueFrom, map, mergeMap, of, reduce, retry, scan, take, throwError, timeout, toArray, zip, defer } from "rxjs";

export const main = async () => {
  let tries = 0;
  return [
    await lastValueFrom(interval(1).pipe(take(4), map((n) => n * n), toArray())), await lastValueFrom(from([3, 1, 2]).pipe(mergeMap((n) => of(n).pipe(delay(n * 300))), toArray())),
    await lastValueFrom(from([1, 2]).pipe(concatMap(async (n) => n * 10), scan((sum, n) => sum + n, 0), toArray())),
    await firstValueFrom(defer(() => (++tries < 3 ? throwError(() => new Error("no")) : of(tries))).pipe(retry(5))),
    await lastValueFrom(interval(60_000).pipe(timeout(5))).catch((error) => error.name), await lastValueFrom(zip(of(1, 2), of("a", "b")).pipe(reduce((all, one) => [...all, one], []))),
  ];
};
