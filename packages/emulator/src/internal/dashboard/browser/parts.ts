/** The functions of the page's script. */
import { api } from "./api.js"
import { clock } from "./clock.js"
import { connection } from "./connection.js"
import { dom } from "./dom.js"
import { faults } from "./faults.js"
import { format } from "./format.js"
import { mailbox } from "./mailbox.js"
import { pending } from "./pending.js"
import { requests } from "./requests.js"
import { seeding } from "./seeding.js"
import { tenancies } from "./tenancies.js"
import { time } from "./time.js"
import { vault } from "./vault.js"

export const parts = {
  api,
  clock,
  connection,
  dom,
  faults,
  format,
  mailbox,
  pending,
  requests,
  seeding,
  tenancies,
  time,
  vault
}

export type Parts = typeof parts
