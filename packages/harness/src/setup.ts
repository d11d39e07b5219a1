/** Prepares each test file. */
import { afterEach } from "vitest"
import "./property.js"

// Tests that never wait would keep their process from the test runner's messages. After a minute, the runner fails.
afterEach(() => new Promise<void>((resolve) => setImmediate(resolve)))
