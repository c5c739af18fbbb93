using System.Text;
using System.Text.Json;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.Registration;
using CryptoVault.Adapters.Simulated;
using CryptoVault.Compliance.Cases;
using CryptoVault.Functions.Http.Tests.Hosting;
using CryptoVault.Ledger;
using CryptoVault.Mail;
using CryptoVault.Messaging;
using CryptoVault.Money;
using CryptoVault.Results;
using CryptoVault.Storage;
using CryptoVault.Wallets;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Transfers;
using CryptoVault.Wallets.Valuation;
using CryptoVault.Wallets.Withdrawals;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Functions.Http.Tests.Wallet;

/// <summary>The HTTP app with an open faucet; what the workflows app would do, a test does step by step.</summary>
internal sealed class WalletHost : IAsyncDisposable
{
    public const string Ana = "ana+customer+kyc2";
    public const string Ben = "ben+customer+kyc2";
    public const string Rita = "rita+compliance_reviewer";
    public const string Address = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq";

    private readonly HttpAppHost host;
    private readonly HashSet<string> delivered = [];

    private WalletHost(HttpAppHost host) => this.host = host;

    public HttpClient Client => host.Client;

    public ShiftedClock Clock => host.Clock;

    public ThousandthPerSatoshi Prices => Get<ThousandthPerSatoshi>();

    /// <summary>Starts it.</summary>
    /// <param name="replace">Registers what is to take the place of the product's own; null for nothing.</param>
    public static async Task<WalletHost> StartAsync(Action<IServiceCollection>? replace = null) => new(await HttpAppHost.StartAsync(services =>
    {
        replace?.Invoke(services);
        services.AddSingleton<IAccessCheck, TestAccess>();
        services.AddSingleton(new FaucetOptions { Enabled = true });
        services.AddSingleton(new SimulatedChainOptions { BlockInterval = TimeSpan.FromDays(1) });
        services.AddSingleton<ThousandthPerSatoshi>();
        services.AddSingleton<IUsdValuation>(provider => provider.GetRequiredService<ThousandthPerSatoshi>());
        services.AddSingleton<IReviewers, TrustedReviewers>();
        services.AddWithdrawalSteps();
        services.AddTransferMails();
    }));

    public async Task<JsonElement> SendAsync(int status, string method, string path, string? json = null, string token = Ana, params (string Name, string Value)[] headers)
    {
        var response = await Client.SendAsync(method, path, json, token, headers);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True((int)response.StatusCode == status, $"{method} {path}: {(int)response.StatusCode} instead of {status}: {text}");
        return await response.JsonAsync();
    }

    /// <summary>Gives a caller an account, as one whom staff look up has.</summary>
    public async Task OpenAccountAsync(string userId)
    {
        Assert.True(EmailAddress.TryParse($"{userId}@example.com", out var email));
        var account = new NewAccount(email, "hash", "DE", RoleSet.Of(Role.Customer), Clock.GetUtcNow());
        Assert.True((await host.Services.GetRequiredService<ProvisionAccount>().ExecuteAsync(account, userId)).IsSuccess);
    }

    /// <summary>Runs a service of the HTTP app.</summary>
    public T Get<T>() where T : notnull => host.Services.GetRequiredService<T>();

    public Task<JsonElement> FundAsync(string amount, string token = Ana) =>
        SendAsync(202, "POST", "api/v1/dev/faucet", $$"""{"asset":"BTC","amount":"{{amount}}"}""", token);

    public Task<JsonElement> WithdrawAsync(string amount, string key = "k1", int status = 201, string token = Ana, string address = Address) =>
        SendAsync(
            status, "POST", "api/v1/wallet/withdrawals",
            $$"""{"asset":"BTC","network":"bitcoin","address":"{{address}}","amount":"{{amount}}"}""", token, ("Idempotency-Key", key));

    /// <summary>Makes a step as the orchestration does.</summary>
    public async Task StepAsync<TStep>(JsonElement withdrawal, string userId = "ana") where TStep : notnull
    {
        dynamic step = host.Services.GetRequiredService<TStep>();
        await (Task<WithdrawalProgress>)step.ExecuteAsync(new WithdrawalReference(userId, withdrawal.GetProperty("id").GetString()!), CancellationToken.None);
    }

    public async Task<JsonElement> BalanceAsync(string asset = "BTC", string token = Ana) =>
        (await SendAsync(200, "GET", "api/v1/wallet/balances", token: token)).GetProperty("items").EnumerateArray().Single(one => one.GetProperty("asset").GetString() == asset);

    /// <summary>Freezes an account, as its owner's "this was not me" does.</summary>
    public Task FreezeAsync(string userId) => ChangeAsync(userId, profile => profile with { Status = AccountStatus.Frozen });

    /// <summary>Changes an account's record.</summary>
    public async Task ChangeAsync(string userId, Func<ProfileDocument, ProfileDocument> change)
    {
        var changed = await host.Shared.GetRequiredService<Partitions>().DecideAsync<Unit>(LedgerPartitions.OfUser(userId), view =>
        {
            if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is { } profile)
            {
                view.Set(change(profile));
            }

            return Unit.Value;
        });
        Assert.True(changed.IsSuccess);
    }

    /// <summary>Two admins put a policy in force: one rule of the test's, and people for all else.</summary>
    public async Task PublishPolicyAsync(string rule)
    {
        const string policies = "api/v1/compliance/policies";
        await SendAsync(
            200, "PUT", $"{policies}/draft", $$"""{"reason":"test","rules":[{{rule}},{"name":"rest","outcome":"approve","approvals":[{"roles":["treasury"]}]}]}""",
            "adam+admin", ("If-Match", "\"0\""));
        await SendAsync(200, "POST", $"{policies}/publish", """{"reason":"checked"}""", "eve+admin", ("If-Match", "\"1\""));
    }

    /// <summary>The tokens of the mails that were ordered, newest last.</summary>
    public IReadOnlyList<string> MailedTokens() =>
        [.. Messages(Queues.Mail).Select(body => MailOrders.Read(body).Token).OfType<MailTokenSeed>().Select(host.Services.GetRequiredService<MailTokens>().TextOf)];

    /// <summary>The mails that were ordered.</summary>
    public IReadOnlyList<MailOrder> Mails() => [.. Messages(Queues.Mail).Select(body => MailOrders.Read(body))];

    /// <summary>What was recorded of an action: the records as they were sent.</summary>
    public IReadOnlyList<string> AuditsOf(string action) => [.. Messages(Queues.Audit).Select(Encoding.UTF8.GetString).Where(record => record.Contains($"\"{action}\"", StringComparison.Ordinal))];

    /// <summary>A payer claims a request for money and is never heard of again.</summary>
    public async Task ClaimAsync(string userId, string requestId, string payerId)
    {
        var claimed = await host.Shared.GetRequiredService<Partitions>().DecideAsync(LedgerPartitions.OfUser(userId), view =>
        {
            var request = view.Find<PaymentRequestDocument>(PaymentRequestDocument.IdOf(requestId));
            if (request is null)
            {
                return (Result<PaymentRequestDocument>)new PaymentRequestNotFound();
            }

            view.Set(request with { Claim = new PaymentClaim(payerId, "lost", StoredTime.Format(Clock.GetUtcNow())) });
            return request;
        });
        Assert.True(claimed.IsSuccess);
    }

    /// <summary>Books the second steps of transfers.</summary>
    public async Task BookAsync()
    {
        var book = new BookPosting(host.Shared.GetRequiredService<Partitions>(), AssetCatalog.Default, Clock);
        foreach (var body in Messages(Queues.Transfers).Where(body => delivered.Add(Encoding.UTF8.GetString(body))))
        {
            Assert.True((await book.ExecuteAsync(PostingOrders.Read(body))).IsSuccess);
        }
    }

    public async Task<string> DigestAsync()
    {
        using var snapshot = host.Shared.GetRequiredService<IStoreSnapshots>().OpenSnapshot();
        return await snapshot.DigestAsync();
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    private IEnumerable<byte[]> Messages(string queue) =>
        ((KeepingBus)host.Shared.GetRequiredService<IMessageBus>()).Items
            .SelectMany(item => item.Document.Messages)
            .Where(message => message.Queue == queue)
            .Select(message => Encoding.UTF8.GetBytes(message.Body.GetRawText()));

    /// <summary>A thousandth of a dollar a satoshi: from 0.01 bitcoin on a withdrawal needs a reviewer.</summary>
    internal sealed class ThousandthPerSatoshi : IUsdValuation
    {
        public bool IsKnown { get; set; } = true;

        public ValueTask<Amount?> ValueAsync(Amount amount, CancellationToken cancellation = default)
        {
            var dollar = AssetCatalog.Default.Get("USD");
            return new(IsKnown ? new Amount(amount.Units * MoneyMath.PowerOfTen(dollar.Scale) / 1000, dollar) : null);
        }
    }
}
