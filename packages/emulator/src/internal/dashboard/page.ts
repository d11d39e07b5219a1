/** The dashboard: one page, with everything it needs in itself. */
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"

export const response = HttpServerResponse.unsafeJson({})
