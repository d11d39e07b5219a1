/** Passlock in this page. There is no key here: the server has it. */
import { Passlock } from "@passlock-sdk/browser"
import { meta } from "./elements.js"

export const rpId = meta("relying-party")

export const passlock = new Passlock({
  tenancyId: meta("passlock-tenancy-id"),
  endpoint: meta("passlock-endpoint"),
  // Whoever looks at a page waits for less long than a server would.
  timeout: 5_000,
  totalTimeout: 12_000
})
