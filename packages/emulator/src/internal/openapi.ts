/** The OpenAPI document, which `pnpm generate` writes as a module: a bundler would not find a file. */
import type { JsonObject } from "@passlock-sdk/contract/Json"
import { text } from "./openapi.generated.js"

let cached: JsonObject | undefined

/** Parsed on the first call. */
export const document = (): JsonObject => {
  cached ??= JSON.parse(text) as JsonObject
  return cached
}

/** The document as an emulator serves it, with its own URL as the first server. */
export const served = (): JsonObject => {
  const { servers, ...rest } = document()
  const here = { url: "/", description: "This emulator" }
  return { ...rest, servers: [here, ...(Array.isArray(servers) ? servers : [])] }
}
