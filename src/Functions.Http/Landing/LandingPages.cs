using System.Collections.Frozen;
using System.Text;
using CryptoVault.Functions.Http.General.Contract;

namespace CryptoVault.Functions.Http.Landing;

/// <summary>
/// Plain pages, each with one button that sends the link's token by POST: what scanners of mails open does nothing. The
/// token comes in the fragment, which browsers send to no server, and is taken out of the address at once.
/// </summary>
internal static class LandingPages
{
    private const string PolicyOfPages =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private const string NewPassword = """
        <label>New password <input type="password" name="password" autocomplete="new-password" minlength="8" maxlength="128" required></label>
        """;

    private const string Page = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="referrer" content="no-referrer">
        <title>{title} - CryptoVault</title>
        <link rel="stylesheet" href="/links/links.css">
        </head>
        <body>
        <main>
        <h1>{title}</h1>
        <p>{text}</p>
        <dl id="details" hidden></dl>
        <form id="act" data-route="{route}" data-done="{done}" data-details="{details}">
        {fields}
        <button type="submit">{button}</button>
        </form>
        <p id="outcome" role="status"></p>
        <noscript><p>This page needs JavaScript to read the token of its link.</p></noscript>
        </main>
        <script src="/links/links.js"></script>
        </body>
        </html>
        """;

    private const string Script = """
        "use strict";
        const form = document.getElementById("act");
        const outcome = document.getElementById("outcome");
        const link = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
        history.replaceState(null, "", location.pathname);

        function say(text, isGood) {
          outcome.textContent = text;
          outcome.className = isGood ? "good" : "bad";
        }

        if (!link.token) {
          say("The link is not complete. Copy all of it from the mail.", false);
          form.hidden = true;
        }

        async function post(route, body) {
          return await fetch(route, {
            method: "POST", credentials: "omit", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body)
          });
        }

        async function show() {
          const answer = await post(form.dataset.details, link);
          const told = await answer.json();
          if (!answer.ok) {
            say(told.detail, false);
            form.hidden = true;
            return;
          }

          const details = document.getElementById("details");
          const lines = { Amount: told.amount + " " + told.asset, Fee: told.fee + " " + told.asset, Network: told.network, Address: told.address, Status: told.status.replaceAll("_", " ") };
          for (const [name, value] of Object.entries(lines)) {
            details.appendChild(document.createElement("dt")).textContent = name;
            details.appendChild(document.createElement("dd")).textContent = value;
          }

          details.hidden = false;
        }

        if (link.token && form.dataset.details) {
          show().catch(() => say("The service cannot be reached. Open the link again.", false));
        }

        form.addEventListener("submit", async event => {
          event.preventDefault();
          const button = form.querySelector("button");
          button.disabled = true;
          try {
            const body = Object.assign({}, link, Object.fromEntries(new FormData(form)));
            const answer = await post(form.dataset.route, body);
            const told = await answer.json();
            if (answer.ok) {
              form.hidden = true;
              say(told.state === "waits_for_other_side" ? "Taken. The other address has to say yes, too." : form.dataset.done, true);
            } else {
              say(told.errors ? told.errors.map(error => error.message).join(" ") : told.detail, false);
              button.disabled = false;
            }
          } catch {
            say("The service cannot be reached. Try again.", false);
            button.disabled = false;
          }
        });
        """;

    private const string Style = """
        body { font: 16px/1.5 system-ui, sans-serif; margin: 0; color: #1b1f24; background: #fff }
        main { max-width: 32rem; margin: 3rem auto; padding: 0 1rem }
        label { display: block; margin: 1rem 0 }
        input { display: block; width: 100%; box-sizing: border-box; font: inherit; padding: .5rem; margin-top: .25rem }
        button { font: inherit; padding: .6rem 1.2rem; border: 0; border-radius: 6px; color: #fff; background: #1a5fb4; cursor: pointer }
        button:disabled { opacity: .6 }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem }
        dl[hidden] { display: none }
        dd { margin: 0; overflow-wrap: anywhere }
        .good { color: #1a7f37 }
        .bad { color: #b42318 }
        @media (prefers-color-scheme: dark) {
          body { color: #e6e8eb; background: #14171a }
          .good { color: #57d27a }
          .bad { color: #ff8a80 }
        }
        """;

    private static readonly FrozenDictionary<string, StaticAnswer> Files = new Dictionary<string, StaticAnswer>
    {
        ["links.js"] = new(Encoding.UTF8.GetBytes(Script), "text/javascript; charset=utf-8"),
        ["links.css"] = new(Encoding.UTF8.GetBytes(Style), "text/css; charset=utf-8"),
        ["verify-email"] = Make(
            "Confirm your e-mail address", "With this address confirmed, your account can be used.", "Confirm", "/api/v1/auth/verify-email", "Your address is confirmed. You can sign in now."),
        ["reset-password"] = Make(
            "Set a new password", "All sessions end, and nothing can be withdrawn for 24 hours.", "Set the password", "/api/v1/auth/password/reset",
            "The new password is set. You can sign in now.", NewPassword),
        ["accept-invitation"] = Make(
            "Welcome to the staff", "With this password you sign in from now on. The next step is a second factor: staff cannot do anything without one.",
            "Set the password", "/api/v1/auth/accept-invitation", "The password is set. Sign in and set up a second factor.", NewPassword),
        ["change-email"] = Make(
            "Another e-mail address for your account", "The account gets its new address when both addresses have said yes.", "Yes, change the address",
            "/api/v1/auth/email/change/confirm", "Your account has its new address."),
        ["freeze"] = Make(
            "This was not me", "Freezes your account: all sessions end, and nobody can use it until you have set a new password. A mail tells you how.",
            "Freeze my account", "/api/v1/auth/freeze", "Your account is frozen. A mail with a link for a new password is on its way."),
        ["confirm-withdrawal"] = Make(
            "Confirm your withdrawal", "Confirm only if amount and address are as you want them, here and in the mail. It cannot be taken back once it is on its way.",
            "Confirm the withdrawal", "/api/v1/wallet/withdrawals/confirm", "The withdrawal is confirmed.", details: "/api/v1/wallet/withdrawals/confirmation"),
        ["confirm-address"] = Make(
            "Confirm a withdrawal address", "Confirm only if the address in the mail is the one that you added. You can withdraw to it as a known address after a day.",
            "Confirm the address", "/api/v1/wallet/addresses/confirm", "The address is confirmed."),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>A page or a file of it, or null.</summary>
    public static StaticAnswer? Find(string page) => Files.GetValueOrDefault(page);

    private static StaticAnswer Make(string title, string text, string button, string route, string done, string fields = "", string details = "") => new(
        Encoding.UTF8.GetBytes(Page
            .Replace("{title}", title, StringComparison.Ordinal).Replace("{text}", text, StringComparison.Ordinal).Replace("{button}", button, StringComparison.Ordinal)
            .Replace("{route}", route, StringComparison.Ordinal).Replace("{done}", done, StringComparison.Ordinal).Replace("{details}", details, StringComparison.Ordinal).Replace("{fields}", fields, StringComparison.Ordinal)),
        "text/html; charset=utf-8")
    {
        ContentSecurityPolicy = PolicyOfPages,
    };
}
