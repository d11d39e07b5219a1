/** All endpoints that the contract exports. */
import * as Endpoints from "../../src/Endpoints.js"

export const descriptors: ReadonlyArray<Endpoints.Descriptor> = Endpoints.every
