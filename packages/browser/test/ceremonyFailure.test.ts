import { assert, it } from "vitest"
import { classify } from "../src/internal/ceremonyFailure.js"

it.each([
  [1_000, "CeremonyTimeout"],
  [900, "CeremonyTimeout"],
  [500, "CeremonyCancelled"]
])("classifies a NotAllowedError after %d of 1000 ms as %s", (elapsed, tag) => {
  const failure = classify(new DOMException("no", "NotAllowedError"), false, elapsed, 1_000)
  assert.strictEqual(failure._tag, tag)
})
