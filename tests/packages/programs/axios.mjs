import axios, { AxiosHeaders } from "axios";

export const main = async () => {
  const client = axios.create({ baseURL: "https://example.com/api", headers: { "X-One": "1" }, adapter: async (config) => ({
    data: JSON.stringify({ url: axios.getUri(config), method: config.method, one: config.headers.get("X-One"), body: config.data }), status: config.url === "/bad" ? 500 : 200, statusText: "", headers: new AxiosHeaders(), config, request: {} }) });
  client.interceptors.response.use((response) => ({ ...response, data: { ...response.data, seen: true } }));
  const { data } = await client.post("/items", { a: 1 }, { params: { q: ["x y", 2] } });
  return [data, axios.isAxiosError(await client.get("/x", { signal: AbortSignal.abort() }).catch((error) => error))];
};
