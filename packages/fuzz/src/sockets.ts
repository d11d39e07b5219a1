/** Cases over real sockets of this machine, where a server can also break HTTP itself. */
import type { Case, Wire } from "./Case.js"

export const runOverSocket = async (_input: Case, _wire: Wire): Promise<ReadonlyArray<string>> => []
