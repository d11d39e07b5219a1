import { suite } from "./support/suite.js"
import { places } from "./support/worlds.js"

for (const place of places) suite(place)
