import { ceremonySuite } from "./support/ceremonySuite.js"
import { environments } from "./support/environments.js"

for (const environment of environments) ceremonySuite(environment)
