/** The Passlock client for this page. The API key stays on the server. */
import { Passlock } from "@passlock-sdk/browser"
import { meta } from "./elements.js"

export const passlock = new Passlock({
  tenancyId: meta("passlock-tenancy-id"),
  endpoint: meta("passlock-endpoint"),
  // Shorter than the defaults, because a user is waiting.
  timeout: 5_000,
  totalTimeout: 12_000
})
