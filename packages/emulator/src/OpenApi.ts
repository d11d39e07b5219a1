/**
 * The OpenAPI 3.1 document of the API.
 *
 * @since 0.1.0
 */
import type { JsonObject } from "@passlock-sdk/contract/Json"
import * as Document from "./internal/openapi.js"

/**
 * Returns the OpenAPI 3.1 document of the API as plain JSON, for client generators, editors and mock servers.
 *
 * **Details**
 *
 * The document is generated from the contract, and every call returns the same object. Each operation has the name of
 * its program, and examples of its requests and responses. `x-releases` states which releases of Passlock document it,
 * and `x-provenance`, for each field, status and error, whether Passlock documents it, Passlock's own clients and tests
 * rely on it, or it is inferred.
 *
 * **Gotchas**
 *
 * This is not an official Passlock document.
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
