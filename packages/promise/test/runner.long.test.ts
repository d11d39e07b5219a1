import { describe, it } from "vitest"
import { settlesWithoutUnhandledRejection } from "./support/inFlight.js"

describe("10,000 calls in flight", () => {
  it("settle without an unhandled rejection", () => settlesWithoutUnhandledRejection(10_000))
})
