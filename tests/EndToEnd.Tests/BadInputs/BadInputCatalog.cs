namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>All bad inputs, and the routes that must have some.</summary>
internal static class BadInputCatalog
{
    public static IReadOnlyList<BadInput> All { get; } =
        [.. AccountInputs.All, .. OwnAccountInputs.All, .. FactorInputs.All, .. MarketInputs.All, .. StreamInputs.All, .. WalletInputs.All, .. PaymentInputs.All, .. AddressBookInputs.All, .. PolicyInputs.All, .. LedgerInputs.All, .. FeeInputs.All, .. AssetInputs.All, .. AuditInputs.All, .. ReviewInputs.All];

    /// <summary>The routes that take any input from a client. Health and key set read nothing of a request.</summary>
    public static IReadOnlyList<string> Routes { get; } =
    [
        "GET api/v1/time", "GET api/v1/status", "GET api/v1/assets",
        "POST api/v1/auth/register", "POST api/v1/auth/verify-email", "POST api/v1/auth/resend-verification",
        "POST api/v1/auth/login", "POST api/v1/auth/refresh", "POST api/v1/auth/logout", "GET api/v1/me",
        "POST api/v1/auth/login/second-factor", "POST api/v1/auth/step-up", "POST api/v1/auth/2fa/setup", "POST api/v1/auth/2fa/enable",
        "POST api/v1/auth/2fa/disable", "POST api/v1/auth/2fa/recovery-codes",
        "POST api/v1/auth/password/forgot", "POST api/v1/auth/password/reset", "POST api/v1/auth/password/change",
        "POST api/v1/auth/email/change", "POST api/v1/auth/email/change/confirm", "POST api/v1/auth/freeze",
        "GET api/v1/auth/sessions", "DELETE api/v1/auth/sessions/{id}", "POST api/v1/auth/logout-all",
        "PATCH api/v1/me", "POST api/v1/me/consents", "GET api/v1/me/devices", "GET api/v1/me/activity",
        "GET api/v1/auth/passkeys", "POST api/v1/auth/passkeys/register/options", "POST api/v1/auth/passkeys/register",
        "POST api/v1/auth/passkeys/login/options", "POST api/v1/auth/passkeys/login", "POST api/v1/auth/passkeys/step-up/options",
        "POST api/v1/auth/passkeys/step-up", "DELETE api/v1/auth/passkeys/{id}", "POST api/v1/auth/2fa/lost",
        "GET api/v1/admin/requests", "POST api/v1/admin/requests/{id}/approve", "DELETE api/v1/admin/requests/{id}",
        "POST api/v1/admin/users/{userId}/unlock", "POST api/v1/admin/signing-keys/rotate", "DELETE api/v1/admin/setup/break-glass",
        "GET links/{page}", "POST api/v1/wallet/withdrawals/confirm",
        "GET docs/{file}",
        "GET api/v1/api-keys", "POST api/v1/api-keys", "DELETE api/v1/api-keys/{id}",
        "POST api/v1/admin/invitations", "POST api/v1/auth/accept-invitation", "PUT api/v1/admin/users/{userId}/status",
        "POST api/v1/admin/setup", "GET api/v1/admin/users", "POST api/v1/admin/users/{userId}/roles",
        "DELETE api/v1/admin/users/{userId}/roles/{role}", "PUT api/v1/admin/users/{userId}/kyc-level",
        "GET api/v1/fees", "GET api/v1/me/fees", "GET api/v1/admin/fees", "PUT api/v1/admin/fees", "GET api/v1/admin/users/{userId}/fees",
        "PUT api/v1/admin/users/{userId}/fees",
        "POST api/v1/admin/markets", "PATCH api/v1/admin/markets/{symbol}", "GET api/v1/admin/ledger/verify", "POST api/v1/admin/ledger/reconcile",
        "POST api/v1/admin/adjustments", "GET api/v1/admin/adjustments", "GET api/v1/admin/adjustments/{id}",
        "POST api/v1/admin/adjustments/{id}/approve", "POST api/v1/admin/adjustments/{id}/reject",
        "GET api/v1/liabilities", "GET api/v1/wallet/liability-proof", "POST api/v1/admin/ledger/liabilities/snapshot",
        "GET api/v1/markets", "GET api/v1/markets/{symbol}", "GET api/v1/market-data/ticker/{symbol}",
        "GET api/v1/market-data/tickers", "GET api/v1/market-data/book-ticker/{symbol}", "GET api/v1/market-data/average-price/{symbol}",
        "GET api/v1/market-data/candles/{symbol}", "GET api/v1/stream/market", "GET api/v1/stream/user", "GET api/v1/stream/user/events",
        "POST api/v1/stream/subscriptions", "POST api/v1/stream/subscriptions/end", "POST hubs/market/negotiate", "POST hubs/user/negotiate",
        "GET api/v1/market-data/depth/{symbol}", "GET api/v1/market-data/trades/{symbol}",
        "POST api/v1/orders", "POST api/v1/orders/test", "POST api/v1/orders/preview", "PATCH api/v1/orders/{id}", "PUT api/v1/orders/{id}", "DELETE api/v1/orders",
        "POST api/v1/orders/lists", "GET api/v1/orders/lists", "GET api/v1/orders/lists/{id}", "DELETE api/v1/orders/lists/{id}",
        "GET api/v1/orders", "GET api/v1/orders/{id}", "DELETE api/v1/orders/{id}", "GET api/v1/trades",
        "GET api/v1/portfolio", "GET api/v1/portfolio/performance", "GET api/v1/wallet/statements", "GET api/v1/wallet/statements/{month}",
        "GET api/v1/wallet/balances", "GET api/v1/wallet/entries", "GET api/v1/wallet/transfers", "GET api/v1/wallet/transfers/{id}", "POST api/v1/wallet/transfers",
                "POST api/v1/wallet/transfers/preview",
        "GET api/v1/wallet/payment-code", "POST api/v1/wallet/payment-code", "DELETE api/v1/wallet/payment-code", "GET api/v1/wallet/payment-requests",
        "POST api/v1/wallet/payment-requests", "GET api/v1/wallet/payment-requests/{code}", "POST api/v1/wallet/payment-requests/{code}/pay",
        "DELETE api/v1/wallet/payment-requests/{code}", "POST api/v1/wallet/deposit-addresses",
        "GET api/v1/admin/assets", "POST api/v1/admin/assets", "PATCH api/v1/admin/assets/{code}", "PUT api/v1/admin/assets/{code}/networks/{network}",
        "GET api/v1/wallet/deposits", "POST api/v1/dev/chain", "POST api/v1/webhooks/custody", "POST api/v1/dev/faucet", "POST api/v1/wallet/withdrawals", "POST api/v1/wallet/withdrawals/quote", "GET api/v1/wallet/withdrawals",
        "GET api/v1/wallet/withdrawals/{id}", "DELETE api/v1/wallet/withdrawals/{id}", "POST api/v1/wallet/withdrawals/{id}/confirm",
        "GET api/v1/wallet/addresses", "POST api/v1/wallet/addresses", "POST api/v1/wallet/addresses/confirm", "DELETE api/v1/wallet/addresses/{id}",
        "POST api/v1/wallet/addresses/{id}/proof", "PUT api/v1/wallet/addresses/whitelist-only", "GET api/v1/wallet/limits",
        "GET api/v1/compliance/policies", "GET api/v1/compliance/policies/versions/{version}", "PUT api/v1/compliance/policies/draft",
        "POST api/v1/compliance/policies/draft/discard", "POST api/v1/compliance/policies/publish", "POST api/v1/compliance/policies/simulate",
        "GET api/v1/admin/alerts", "GET api/v1/admin/security-report", "POST api/v1/admin/keys/rotate",
        "GET api/v1/compliance/audit", "GET api/v1/compliance/audit/verify",
        "GET api/v1/compliance/cases", "GET api/v1/compliance/cases/{id}", "POST api/v1/compliance/cases/{id}/decisions",
        "POST api/v1/compliance/cases/{id}/claim", "POST api/v1/compliance/cases/{id}/release", "POST api/v1/compliance/cases/{id}/reassign",
        "POST api/v1/compliance/cases/{id}/notes", "GET api/v1/compliance/case-metrics",
        "POST api/v1/wallet/withdrawals/confirmation", "POST api/v1/wallet/withdrawals/{id}/resend-confirmation",
        "GET api/v1/admin/withdrawals/stuck", "GET api/v1/admin/withdrawals/pauses", "POST api/v1/admin/withdrawals/pause", "POST api/v1/admin/withdrawals/resume",
        "PUT api/v1/me/anti-phishing-code", "PUT api/v1/me/user-name", "DELETE api/v1/me/user-name",
    ];
}

public sealed class BadInputCatalogTests
{
    private const int LeastPerRoute = 2;
    private const int LeastInAll = 60;

    [Fact]
    public void All_PerRouteAndInAll_AreEnough()
    {
        var counts = BadInputCatalog.All.GroupBy(input => input.Route).ToDictionary(route => route.Key, route => route.Count());

        Assert.Equal(BadInputCatalog.Routes.Order(StringComparer.Ordinal), counts.Keys.Order(StringComparer.Ordinal));
        Assert.DoesNotContain(counts, route => route.Value < LeastPerRoute);
        Assert.True(BadInputCatalog.All.Count >= LeastInAll, $"{BadInputCatalog.All.Count} bad inputs");
        Assert.Equal(BadInputCatalog.All.Count, BadInputCatalog.All.DistinctBy(input => input.ToString()).Count());
    }
}
