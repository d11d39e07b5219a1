/**
 * The API in OpenAPI 3.1.
 *
 * @since 0.1.0
 */
import type { JsonObject } from "@passlock-sdk/contract/Json"
import * as Document from "./internal/openapi/document.js"

/**
 * The OpenAPI 3.1 document of the API, as plain JSON: for client generators, editors and mocks.
 *
 * **Details**
 *
 * It is made from the contract when it is first asked for; later calls give the same object. Each operation is named after
 * its program, and has an example of every request and every answer. `x-evidence` says of each field, status and error
 * whether Passlock documents it, whether its own tests and clients show it, or whether it is inferred.
 *
 * **Gotchas**
 *
 * It is no document of Passlock's own.
 *
 * @example
 * ```ts
 * import { writeFileSync } from "node:fs"
 * import * as OpenApi from "@passlock-sdk/emulator/OpenApi"
 *
 * writeFileSync("openapi.json", JSON.stringify(OpenApi.document(), null, 2))
 * ```
 *
 * @since 0.1.0
 * @category getters
 */
export const document = (): JsonObject => Document.document()
