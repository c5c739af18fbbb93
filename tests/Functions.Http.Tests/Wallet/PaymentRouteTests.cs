using System.Text.Json;
using CryptoVault.Functions.Http.Tests.Hosting;
using CryptoVault.Mail;
using CryptoVault.Wallets.Transfers;
using static CryptoVault.Functions.Http.Tests.Wallet.PaymentPeople;

namespace CryptoVault.Functions.Http.Tests.Wallet;

public sealed class PaymentRouteTests
{
    [Fact]
    public async Task Transfer_ByPaymentCode_ReachesItsOwnerUnderAMaskedName()
    {
        await using var host = await StartAsync();
        var code = (await host.SendAsync(201, "POST", "api/v1/wallet/payment-code", token: Ben)).GetProperty("code").GetString()!;
        var preview = await host.SendAsync(200, "POST", "api/v1/wallet/transfers/preview", Transfer(code.ToUpperInvariant(), "0.001"), Ana);
        await host.SendAsync(201, "POST", "api/v1/wallet/transfers", Transfer(code, "0.001"), Ana, ("Idempotency-Key", "k1"));
        await host.BookAsync();

        Assert.Matches("^cv-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4}$", code);
        Assert.Equal("0***@e***", preview.GetProperty("recipient").GetString()); // the payer does not know the address, and learns no more of it
        Assert.Equal("0.00100000", (await host.BalanceAsync(token: Ben)).GetProperty("available").GetString());
    }

    [Fact]
    public async Task Code_ReplacedOrRevoked_IsNobodysAnyMore()
    {
        await using var host = await StartAsync();
        await (await host.Client.SendAsync("GET", "api/v1/wallet/payment-code", token: Ben)).ProblemAsync(404, "PAYMENT_CODE_NOT_FOUND");
        var first = (await host.SendAsync(201, "POST", "api/v1/wallet/payment-code", token: Ben)).GetProperty("code").GetString()!;
        var second = (await host.SendAsync(201, "POST", "api/v1/wallet/payment-code", token: Ben)).GetProperty("code").GetString()!;
        Assert.Equal(second, (await host.SendAsync(200, "GET", "api/v1/wallet/payment-code", token: Ben)).GetProperty("code").GetString());
        await host.SendAsync(200, "POST", "api/v1/wallet/transfers/preview", Transfer(second, "0.001"), Ana);
        await RefusedAsync(host, first, "RECIPIENT_NOT_FOUND");

        Assert.Equal(204, (int)(await host.Client.SendAsync("DELETE", "api/v1/wallet/payment-code", token: Ben)).StatusCode);
        await RefusedAsync(host, second, "RECIPIENT_NOT_FOUND");
    }

    [Fact]
    public async Task Transfer_ToNobody_AnswersAlikeWhoeverIsAskedFor()
    {
        await using var host = await StartAsync();
        var problems = new List<string>();
        foreach (var to in new[] { "nobody@example.com", "cv-0000-0000-0000", $"{CemId}@example.org" })
        {
            var response = await host.Client.SendAsync("POST", "api/v1/wallet/transfers/preview", Transfer(to, "0.001"), Ana);
            var problem = await response.ProblemAsync(422, "RECIPIENT_NOT_FOUND");
            problems.Add(problem.GetProperty("detail").GetString()!);
        }

        Assert.Single(problems.Distinct());
        await RefusedAsync(host, $"{AnaId}@example.com", "TRANSFER_TO_SELF");
    }

    [Fact]
    public async Task Transfer_OfMuch_NeedsTheSecondFactorAndChangesNothingWithout()
    {
        await using var host = await StartAsync();
        var before = await host.DigestAsync();
        foreach (var (token, code) in new[] { ($"{Ana}+longago", "STEP_UP_REQUIRED"), ($"{Ana}+nofactor", "SECOND_FACTOR_REQUIRED") })
        {
            var refused = await host.Client.SendAsync("POST", "api/v1/wallet/transfers", Transfer($"{BenId}@example.com", "0.01"), token, ("Idempotency-Key", "k1")); // 1,000 dollars
            await refused.ProblemAsync(403, code);
        }

        Assert.Equal(before, await host.DigestAsync());
        await host.SendAsync(201, "POST", "api/v1/wallet/transfers", Transfer($"{BenId}@example.com", "0.00999999"), $"{Ana}+longago", ("Idempotency-Key", "k2"));
        await host.SendAsync(201, "POST", "api/v1/wallet/transfers", Transfer($"{BenId}@example.com", "0.01"), Ana, ("Idempotency-Key", "k1"));
    }

    [Theory]
    [InlineData("+customer+kyc3", "0.9", "10000.00000000 USD")] // of the 100,000 dollars of any level
    [InlineData("+customer+kyc2", "0.4", "10000.00000000 USD")] // of the level's 50,000
    [InlineData("+customer+kyc1", "0.015", "500.00000000 USD")]
    public async Task Transfer_BeyondTheDaysLimit_IsRefusedUntilTheDayIsOver(string level, string first, string left)
    {
        await using var host = await StartAsync();
        var ana = AnaId + level;
        await host.SendAsync(201, "POST", "api/v1/wallet/transfers", Transfer($"{BenId}@example.com", first), ana, ("Idempotency-Key", "k1"));
        var before = await host.DigestAsync();
        var refused = await host.Client.SendAsync("POST", "api/v1/wallet/transfers", Transfer($"{BenId}@example.com", first), ana, ("Idempotency-Key", "k2"));
        var problem = await refused.ProblemAsync(422, "TRANSFER_LIMIT_EXCEEDED");
        Assert.Contains(left, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(before, await host.DigestAsync());

        host.Clock.Advance(TimeSpan.FromHours(24.5));
        await host.SendAsync(201, "POST", "api/v1/wallet/transfers", Transfer($"{BenId}@example.com", first), ana, ("Idempotency-Key", "k2"));
    }

    [Fact]
    public async Task Transfer_OfAFrozenAccount_IsRefusedHoweverSmall()
    {
        await using var host = await StartAsync();
        await host.FreezeAsync(AnaId);
        var before = await host.DigestAsync();
        var refused = await host.Client.SendAsync("POST", "api/v1/wallet/transfers", Transfer($"{BenId}@example.com", "0.0001"), Ana, ("Idempotency-Key", "k1"));
        await refused.ProblemAsync(403, "ACCOUNT_NOT_ACTIVE");

        Assert.Equal(before, await host.DigestAsync());
        await (await host.Client.SendAsync("POST", "api/v1/wallet/transfers/preview", Transfer($"{AnaId}@example.com", "0.001"), Ben)).ProblemAsync(422, "RECIPIENT_NOT_FOUND");
    }

    [Fact]
    public async Task Transfer_WithoutARecentPrice_IsRefusedAndChangesNothing()
    {
        await using var host = await StartAsync();
        var before = await host.DigestAsync();
        host.Prices.IsKnown = false;
        var refused = await host.Client.SendAsync("POST", "api/v1/wallet/transfers", Transfer($"{BenId}@example.com", "0.001"), Ana, ("Idempotency-Key", "k1"));
        await refused.ProblemAsync(503, "SERVICE_UNAVAILABLE");
        Assert.Equal(before, await host.DigestAsync());

        host.Prices.IsKnown = true;
        await host.SendAsync(201, "POST", "api/v1/wallet/transfers", Transfer($"{BenId}@example.com", "0.001"), Ana, ("Idempotency-Key", "k1"));
    }

    [Fact]
    public async Task Transfer_ThatThePolicyBlocks_IsRefusedWithoutAReasonAndChangesNothing()
    {
        await using var host = await StartAsync();
        await host.PublishPolicyAsync("""{"name":"not-inside","outcome":"block","assets":["BTC"],"destinations":["internal"],"fromUsd":"500"}""");
        var before = await host.DigestAsync();
        var refused = await host.Client.SendAsync("POST", "api/v1/wallet/transfers", Transfer($"{BenId}@example.com", "0.005"), Ana, ("Idempotency-Key", "k1"));
        var problem = await refused.ProblemAsync(403, "TRANSFER_REFUSED");
        Assert.DoesNotContain("polic", problem.GetProperty("detail").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, await host.DigestAsync());

        await host.SendAsync(201, "POST", "api/v1/wallet/transfers", Transfer($"{BenId}@example.com", "0.00499999"), Ana, ("Idempotency-Key", "k1"));
    }

    [Fact]
    public async Task Transfer_Made_IsMailedToBothSidesWithoutNamesOrMemo()
    {
        await using var host = await StartAsync();
        await host.SendAsync(201, "POST", "api/v1/wallet/transfers", Transfer($"{BenId}@example.com", "0.001", "secret lunch"), Ana, ("Idempotency-Key", "k1"));
        await host.SendAsync(201, "POST", "api/v1/wallet/transfers", Transfer($"{BenId}@example.com", "0.001", "secret lunch"), Ana, ("Idempotency-Key", "k1"));
        var mails = host.Mails().Where(mail => mail.Template.StartsWith("transfer-", StringComparison.Ordinal)).ToArray();

        Assert.Equal([("transfer-received", BenId), ("transfer-sent", AnaId)], mails.Select(mail => (mail.Template, mail.UserId)).Order());
        Assert.All(mails, mail => Assert.Equal("0.00100000 BTC", mail.Values["amount"]));
        Assert.DoesNotContain("lunch", string.Concat(mails.SelectMany(mail => mail.Values.Values)), StringComparison.Ordinal);
        Assert.All(mails, mail => Assert.Contains(
            "0.00100000 BTC",
            host.Get<IEnumerable<IMailTemplate>>().Single(template => template.Name == mail.Template).Compose(new MailContent(null, mail.Values, "http://x")).Subject,
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Request_PaidByOne_IsClosedForAllOthers()
    {
        await using var host = await StartAsync();
        var request = await RequestAsync(host);
        var link = request.GetProperty("link").GetString()![1..];
        var seen = await host.SendAsync(200, "GET", link, token: Ana);
        var paid = await host.SendAsync(201, "POST", $"{link}/pay", "{}", Ana, ("Idempotency-Key", "p1"));
        var again = await host.SendAsync(201, "POST", $"{link}/pay", "{}", Ana, ("Idempotency-Key", "p1"));
        await (await host.Client.SendAsync("POST", $"{link}/pay", "{}", Ana, ("Idempotency-Key", "p2"))).ProblemAsync(409, "PAYMENT_REQUEST_CLOSED");
        await (await host.Client.SendAsync("POST", $"{link}/pay", "{}", Cem, ("Idempotency-Key", "p1"))).ProblemAsync(409, "PAYMENT_REQUEST_CLOSED");
        await (await host.Client.SendAsync("DELETE", link, token: Ben)).ProblemAsync(409, "PAYMENT_REQUEST_CLOSED");
        await host.BookAsync();

        Assert.Equal(("0***@e***", "0.00200000", "rent", "open"), (
            seen.GetProperty("recipient").GetString(), seen.GetProperty("amount").GetString(), seen.GetProperty("memo").GetString(), seen.GetProperty("status").GetString()));
        Assert.Equal(paid.GetProperty("id").GetString(), again.GetProperty("id").GetString());
        Assert.Equal("0.00200000", (await host.BalanceAsync(token: Ben)).GetProperty("available").GetString());
        Assert.Equal("paid", Assert.Single((await host.SendAsync(200, "GET", "api/v1/wallet/payment-requests", token: Ben)).GetProperty("items").EnumerateArray()).GetProperty("status").GetString());
        Assert.Equal("rent", (await host.SendAsync(200, "GET", $"api/v1/wallet/transfers/{paid.GetProperty("id").GetString()}", token: Ana)).GetProperty("memo").GetString());
    }

    [Fact]
    public async Task Request_PaidByTenAtOnce_IsPaidOnce()
    {
        await using var host = await StartAsync();
        var link = (await RequestAsync(host)).GetProperty("link").GetString()![1..];
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i =>
            host.Client.SendAsync("POST", $"{link}/pay", "{}", i % 2 == 0 ? Ana : Cem, ("Idempotency-Key", $"p{i}"))));
        await host.BookAsync();

        Assert.Equal(1, answers.Count(answer => (int)answer.StatusCode == 201));
        Assert.All(answers, answer => Assert.True((int)answer.StatusCode is 201 or 409, $"{answer.StatusCode}"));
        Assert.Equal("0.00200000", (await host.BalanceAsync(token: Ben)).GetProperty("available").GetString());
    }

    [Fact]
    public async Task Request_WhosePaymentIsRefused_IsFreeForOthersAtOnce()
    {
        await using var host = await StartAsync();
        var link = (await RequestAsync(host, "0.5")).GetProperty("link").GetString()![1..];
        await (await host.Client.SendAsync("POST", $"{link}/pay", "{}", Cem, ("Idempotency-Key", "p1"))).ProblemAsync(409, "INSUFFICIENT_FUNDS");
        await host.SendAsync(201, "POST", $"{link}/pay", "{}", Ana, ("Idempotency-Key", "p1"));
        await host.FundAsync("1", Cem);

        // What was given up can never be paid later.
        await (await host.Client.SendAsync("POST", $"{link}/pay", "{}", Cem, ("Idempotency-Key", "p1"))).ProblemAsync(409, "PAYMENT_REQUEST_CLOSED");
    }

    [Fact]
    public async Task Request_ClaimedByAPayerWhoWentAway_IsSettledByThePayersPartition()
    {
        await using var host = await StartAsync();
        var request = await RequestAsync(host);
        var link = request.GetProperty("link").GetString()![1..];
        var (userId, requestId) = PaymentRequestDocument.Parse(request.GetProperty("code").GetString()!)!.Value;
        await host.ClaimAsync(userId, requestId, CemId);
        await (await host.Client.SendAsync("POST", $"{link}/pay", "{}", Ana, ("Idempotency-Key", "p1"))).ProblemAsync(409, "PAYMENT_REQUEST_BUSY");
        await (await host.Client.SendAsync("DELETE", link, token: Ben)).ProblemAsync(409, "PAYMENT_REQUEST_BUSY");

        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await host.SendAsync(201, "POST", $"{link}/pay", "{}", Ana, ("Idempotency-Key", "p1"));
    }

    [Fact]
    public async Task Request_CanceledOrExpired_CannotBePaid()
    {
        await using var host = await StartAsync();
        var canceled = (await RequestAsync(host)).GetProperty("link").GetString()![1..];
        Assert.Equal(204, (int)(await host.Client.SendAsync("DELETE", canceled, token: Ben)).StatusCode);
        Assert.Equal(204, (int)(await host.Client.SendAsync("DELETE", canceled, token: Ben)).StatusCode);
        await (await host.Client.SendAsync("DELETE", canceled, token: Ana)).ProblemAsync(404, "PAYMENT_REQUEST_NOT_FOUND");
        await (await host.Client.SendAsync("POST", $"{canceled}/pay", "{}", Ana, ("Idempotency-Key", "p1"))).ProblemAsync(409, "PAYMENT_REQUEST_CLOSED");

        var expiring = (await RequestAsync(host, key: "r2")).GetProperty("link").GetString()![1..];
        host.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal("expired", (await host.SendAsync(200, "GET", expiring, token: Ana)).GetProperty("status").GetString());
        await (await host.Client.SendAsync("POST", $"{expiring}/pay", "{}", Ana, ("Idempotency-Key", "p2"))).ProblemAsync(409, "PAYMENT_REQUEST_CLOSED");
        await (await host.Client.SendAsync("POST", $"{expiring}/pay", "{}", Ben, ("Idempotency-Key", "p2"))).ProblemAsync(422, "TRANSFER_TO_SELF");
        await (await host.Client.SendAsync("GET", "api/v1/wallet/payment-requests/nonsense", token: Ana)).ProblemAsync(404, "PAYMENT_REQUEST_NOT_FOUND");
    }

    [Theory]
    [InlineData("""{"asset":"BTC","amount":"0"}""", "/amount")]
    [InlineData("""{"asset":"DOGE","amount":"1"}""", "/asset")]
    [InlineData("""{"asset":"BTC","amount":"1","expiresInHours":0}""", "/expiresInHours")]
    [InlineData("""{"asset":"BTC","amount":"1","memo":""}""", "/memo")]
    public async Task Request_WithBadInput_NamesTheFieldAndChangesNothing(string json, string pointer)
    {
        await using var host = await StartAsync();
        var before = await host.DigestAsync();
        var response = await host.Client.SendAsync("POST", "api/v1/wallet/payment-requests", json, Ben, ("Idempotency-Key", "k"));

        Assert.Equal(pointer, (await response.ProblemAsync(400, "VALIDATION_FAILED")).Field(pointer).GetProperty("pointer").GetString());
        Assert.Equal(before, await host.DigestAsync());
    }

    private static async Task<WalletHost> StartAsync()
    {
        var host = await WalletHost.StartAsync().WithPayersAsync("2");
        await host.FundAsync("0.01", Cem);
        return host;
    }

    private static Task<JsonElement> RequestAsync(WalletHost host, string amount = "0.002", string key = "r1") => host.SendAsync(
        201, "POST", "api/v1/wallet/payment-requests", $$"""{"asset":"BTC","amount":"{{amount}}","memo":"rent","expiresInHours":24}""", Ben, ("Idempotency-Key", key));

    private static async Task RefusedAsync(WalletHost host, string to, string code) =>
        await (await host.Client.SendAsync("POST", "api/v1/wallet/transfers/preview", Transfer(to, "0.001"), Ana)).ProblemAsync(422, code);

    private static string Transfer(string to, string amount, string memo = "m") => $$"""{"to":"{{to}}","asset":"BTC","amount":"{{amount}}","memo":"{{memo}}"}""";
}
