/** The dependencies of every section. */
import type { api } from "./api.js"
import type { clock } from "./clock.js"
import type { dom } from "./dom.js"
import type { format } from "./format.js"

export interface Kit {
  readonly api: ReturnType<typeof api>
  readonly clock: ReturnType<typeof clock>
  readonly dom: ReturnType<typeof dom>
  readonly format: ReturnType<typeof format>
  /** The selected tenancy. */
  readonly tenancyId: () => string
  readonly hasSeveralTenancies: () => boolean
}
