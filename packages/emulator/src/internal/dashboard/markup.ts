/** What stands on the dashboard before anything is known. */

const sections = [
  ["mailbox", "Mailbox"],
  ["pending", "Pending"],
  ["requests", "Requests"],
  ["vault", "Vault"],
  ["faults", "Faults"]
] as const

const links = sections
  .map(([id, name]) => `<li><a href="#${id}">${name} <span class="count" data-count="${id}">0</span></a></li>`)
  .join("\n      ")

const heading = (id: string, name: string): string =>
  `<h2 id="${id}-heading">${name} <span class="count" data-count="${id}">0</span></h2>`

/** A table whose rows the script writes. The roles stay where the style makes cards of the rows. */
const table = (id: string, rows: string, caption: string, columns: ReadonlyArray<string>): string => `
      <table id="${id}-table" role="table" hidden>
        <caption class="unseen">${caption}</caption>
        <thead role="rowgroup"><tr role="row">${columns
          .map((column) => `<th role="columnheader" scope="col">${column}</th>`)
          .join("")}</tr></thead>
        <tbody id="${rows}" role="rowgroup"></tbody>
      </table>`

const header = `
<a class="skip" href="#main">Skip to the content</a>
<header class="top">
  <div class="brand">
    <svg viewBox="0 0 24 24" aria-hidden="true"><rect width="24" height="24" rx="6"/><path d="M12 5.5a3.5 3.5 0 0 0-1.2 6.8v6.2h2.4v-1.7h1.9v-2.3h-1.9v-2.2A3.5 3.5 0 0 0 12 5.5Zm0 2.2a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6Z"/></svg>
    <h1>Passlock emulator</h1>
  </div>
  <dl class="where">
    <div><dt>Endpoint</dt><dd><code id="endpoint"></code><button type="button" class="small" id="endpoint-copy" aria-label="Copy the endpoint">Copy</button></dd></div>
    <div data-single><dt>Tenancy</dt><dd><code id="tenancy-id" data-tenancy></code><button type="button" class="small" id="tenancy-copy" aria-label="Copy the tenancy id">Copy</button></dd></div>
    <div data-several hidden><dt><label for="tenancy">Tenancy</label></dt><dd><select id="tenancy"></select></dd></div>
    <div><dt>Time</dt><dd><span class="number" data-now></span> <span class="quiet" data-ahead></span></dd></div>
  </dl>
  <p id="connection" role="status">Connecting…</p>
  <nav aria-label="Sections">
    <ul>
      ${links}
      <li><a href="#tools">Tools</a></li>
    </ul>
  </nav>
</header>`

const mailbox = `
  <section id="mailbox" class="panel" aria-labelledby="mailbox-heading" data-listing>
    <div class="panel-head">${heading("mailbox", "Mailbox")}</div>
    <div id="mailbox-empty" class="empty">
      <p>No mail yet. A challenge that your application creates arrives here, with its code. To try it:</p>
      <pre class="command"><code id="curl"></code></pre>
      <button type="button" id="curl-copy" aria-label="Copy the command">Copy</button>
    </div>
    <ol id="mails" class="mails"></ol>
  </section>`

const pending = `
  <section id="pending" class="panel" aria-labelledby="pending-heading">
    <div class="panel-head">${heading("pending", "Pending")}</div>
    <div data-listing>
      <h3>Challenges</h3>
      <p id="challenges-empty" class="empty">No challenge waits for its code.</p>${table(
        "challenges",
        "challenges",
        "Challenges that wait for their code",
        ["Mailbox", "Wrong codes", "Time left"]
      )}
    </div>
    <div data-listing>
      <h3>Tokens</h3>
      <p id="tokens-empty" class="empty">No token waits to be redeemed. Prepare a registration or an authentication, and it shows here.</p>${table(
        "tokens",
        "tokens",
        "Tokens that wait to be redeemed",
        ["Kind", "Time left"]
      )}
    </div>
  </section>`

const requests = `
  <section id="requests" class="panel" aria-labelledby="requests-heading" data-listing>
    <div class="panel-head">
      ${heading("requests", "Requests")}
      <div class="filter">
        <label><span class="unseen">Filter the requests</span><input type="search" id="requests-text" placeholder="Filter" autocomplete="off"></label>
        <label class="check"><input type="checkbox" id="requests-errors"> Errors only</label>
      </div>
    </div>
    <p id="requests-empty" class="empty">No request yet. Point your client at this endpoint and tenancy, with the tenancy’s API key.</p>
    <p id="requests-none" class="empty" hidden>No request fits the filter.</p>${table(
      "requests",
      "requests-rows",
      "The latest requests, newest first",
      ["Time", "Status", "Operation", "Error", "Duration", "Fault"]
    )}
  </section>`

const vault = `
  <section id="vault" class="panel" aria-labelledby="vault-heading" data-listing>
    <div class="panel-head">
      ${heading("vault", "Vault")}
      <div class="filter">
        <label><span class="unseen">Filter the passkeys</span><input type="search" id="vault-text" placeholder="Filter" autocomplete="off"></label>
      </div>
    </div>
    <p id="vault-empty" class="empty">No passkey yet. Register one in your application, or <a href="#seed-form">seed a user</a>.</p>
    <p id="vault-none" class="empty" hidden>No passkey fits the filter.</p>${table(
      "vault",
      "vault-rows",
      "The passkeys, newest first",
      ["User", "Passkey id", "Credential id", "Relying party", "Created", "Last used", "Kept by", "Counter"]
    )}
  </section>`

const faults = (operations: ReadonlyArray<string>): string => `
  <section id="faults" class="panel" aria-labelledby="faults-heading" data-listing>
    <div class="panel-head">${heading("faults", "Faults")}</div>
    <ul id="fault-switches" class="switches" aria-label="Faults of every operation"></ul>
    <p id="faults-problem" class="problem" role="alert"></p>
    <details class="precise">
      <summary>A precise fault</summary>
      <form id="fault-form">
        <label>What goes wrong
          <select id="fault-kind" name="kind">
            <option value="latency">The answer comes later</option>
            <option value="status">An error is answered instead</option>
            <option value="drop">The connection breaks</option>
            <option value="stall">The answer never ends</option>
            <option value="truncate">The answer breaks off</option>
            <option value="malform">The answer is no JSON</option>
          </select>
        </label>
        <label data-for="latency">Milliseconds <input type="number" name="milliseconds" min="0" max="600000" step="1" value="2000" required></label>
        <div class="pair" data-for="status">
          <label>Status <input type="number" name="status" min="400" max="599" step="1" value="503" required></label>
          <label>Retry-After <input name="retryAfter" placeholder="none" autocomplete="off"></label>
        </div>
        <label data-for="drop">When
          <select name="when"><option value="before">Before the request had its effect</option><option value="after">After the request had its effect</option></select>
        </label>
        <label data-for="stall">Where
          <select name="where"><option value="headers">Before its first byte</option><option value="body">In the middle of its body</option></select>
        </label>
        <label>Operation
          <select name="operation">
            <option value="">Every operation</option>
            ${operations.map((operation) => `<option>${operation}</option>`).join("")}
          </select>
        </label>
        <div class="pair">
          <label>Probability, % <input type="number" name="probability" min="0" max="100" step="any" value="100" required></label>
          <label>Times <input type="number" name="times" min="1" max="1000000" step="1" placeholder="no end"></label>
        </div>
        <label class="check" data-several hidden><input type="checkbox" name="everyTenancy"> For every tenancy</label>
        <button class="primary">Add the fault</button>
      </form>
    </details>
    <div class="panel-head">
      <h3 id="faults-active" tabindex="-1">Active</h3>
      <button type="button" class="small" id="faults-clear" hidden>Remove all</button>
    </div>
    <p id="faults-empty" class="empty">Every request is answered as it should be.</p>
    <ul id="faults-list" class="faults"></ul>
  </section>`

const tools = `
  <section id="tools" class="panel" aria-labelledby="tools-heading">
    <div class="panel-head"><h2 id="tools-heading">Tools</h2></div>
    <h3 id="time-heading">Time</h3>
    <p><span class="number large" data-now></span> <span class="quiet" data-ahead></span></p>
    <div class="buttons" role="group" aria-labelledby="time-heading">
      <button type="button" data-advance="60000">+1 min</button>
      <button type="button" data-advance="600000">+10 min</button>
      <button type="button" data-advance="3600000">+1 h</button>
    </div>
    <form id="time-form" class="inline">
      <label><span class="unseen">How far</span><input type="number" id="time-amount" min="0" max="10000" step="any" value="1" required></label>
      <label><span class="unseen">Unit</span>
        <select id="time-unit"><option value="1000">seconds</option><option value="60000">minutes</option><option value="3600000">hours</option><option value="86400000" selected>days</option></select>
      </label>
      <button>Move</button>
    </form>
    <p id="time-problem" class="problem" role="alert"></p>

    <h3>Seed a user</h3>
    <form id="seed-form">
      <label>User id <input name="userId" required autocomplete="off" value="user_01"></label>
      <label>User name <input name="username" required autocomplete="off" value="ada@example.com"></label>
      <div class="pair">
        <label>Relying party <input name="rpId" required autocomplete="off" value="localhost"></label>
        <label>Passkeys <input type="number" name="passkeys" min="1" max="1000" step="1" value="1" required></label>
      </div>
      <button>Put into the vault</button>
    </form>
    <p id="seed-problem" class="problem" role="alert"></p>

    <h3>State</h3>
    <div class="buttons">
      <button type="button" id="rotate">Rotate the signing keys</button>
      <button type="button" id="reset" class="danger">Reset…</button>
    </div>
    <p id="state-problem" class="problem" role="alert"></p>
  </section>`

const dialog = `
<dialog id="reset-dialog" aria-labelledby="reset-heading" aria-describedby="reset-text">
  <h2 id="reset-heading">Reset the emulator?</h2>
  <p id="reset-text">Vaults, challenges, tokens, mails, faults and requests of every tenancy are forgotten, and the time is again that of this machine. The signing keys stay.</p>
  <div class="buttons">
    <button type="button" id="reset-cancel" autofocus>Cancel</button>
    <button type="button" id="reset-confirm" class="danger">Reset everything</button>
  </div>
</dialog>`

/** The operations are the emulator's own, so the page needs no list of them. */
export const body = (operations: ReadonlyArray<string>): string => `${header}
<noscript><p class="problem">The dashboard needs JavaScript. The same is at /_emulator as JSON.</p></noscript>
<main id="main" tabindex="-1">
  <div class="watch">${mailbox}${pending}${requests}${vault}
  </div>
  <div class="act">${faults(operations)}${tools}
  </div>
</main>
${dialog}
<p id="spoken" role="status"></p>`
