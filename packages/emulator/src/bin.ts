#!/usr/bin/env node
/**
 * The `passlock-emulator` command.
 *
 * @since 0.1.0
 */
import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as Effect from "effect/Effect"
import { main } from "./internal/cli/main.js"

NodeRuntime.runMain(Effect.provide(main(process.argv), NodeContext.layer), {
  disableErrorReporting: true,
  disablePrettyLogger: true
})
