/** The OpenAPI document, which `pnpm generate` writes. */
import { readFileSync } from "node:fs"
import type { JsonObject } from "@passlock-sdk/contract/Json"

let cached: JsonObject | undefined

/** Read on the first call. */
export const document = (): JsonObject => {
  cached ??= JSON.parse(readFileSync(new URL("../../openapi.json", import.meta.url), "utf8")) as JsonObject
  return cached
}

/** The document as an emulator serves it, with its own URL as the first server. */
export const served = (): JsonObject => {
  const { servers, ...rest } = document()
  const here = { url: "/", description: "This emulator" }
  return { ...rest, servers: [here, ...(Array.isArray(servers) ? servers : [])] }
}
