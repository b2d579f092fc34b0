import { LRUCache } from "lru-cache";

export const main = async () => {
  const gone = [];
  const cache = new LRUCache({ max: 2, dispose: (value, key, reason) => gone.push([key, reason]), fetchMethod: async (key) => key.length });
  cache.set("a", 1).set("b", 2).get("a");
  cache.set("c", 3);
  return [[...cache.keys()], gone, cache.has("b"), await cache.fetch("long"), new LRUCache({ max: 5, ttl: 60_000 }).set("x", 1).getRemainingTTL("x") > 0];
};
