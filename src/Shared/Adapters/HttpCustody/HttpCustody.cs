using CryptoVault.Money;
using CryptoVault.Wallets.Addresses;
using CryptoVault.Wallets.Custody;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Adapters.HttpCustody;

/// <summary>
/// A custody provider over HTTP (docs/custody.md has the contract). What it answers is checked against the contract and
/// against what was asked: an answer about another withdrawal, another amount or another address says nothing.
/// </summary>
public sealed class HttpCustody : ICustody
{
    private const int MaxPage = 1000;
    private const int LongestText = 256;

    private readonly CustodyConnection connection;
    private readonly AssetCatalog assets;
    private readonly ILogger<HttpCustody> logger;

    /// <summary>Creates the adapter.</summary>
    public HttpCustody(HttpClient client, HttpCustodyOptions options, AssetCatalog assets, TimeProvider clock, ILogger<HttpCustody> logger)
    {
        client.Timeout = options.Timeout;
        client.MaxResponseContentBufferSize = CustodyConnection.MostBytes;
        (connection, this.assets, this.logger) = (new CustodyConnection(client, options, clock), assets, logger);
    }

    /// <inheritdoc />
    public async ValueTask<string> CreateDepositAddressAsync(string asset, string network, string userId, CancellationToken cancellation = default)
    {
        const string Path = "v1/addresses";
        var answer = await connection.PostAsync(
            Path, $"address:{asset}:{network}:{userId}", new AddressOrder(asset, network, userId), CustodyMessagesJson.Default.AddressOrder,
            CustodyMessagesJson.Default.AddressAnswer, cancellation);
        var check = NetworkAddresses.Check(network, answer.Address);
        return check.IsValid ? check.Canonical : throw CustodyConnection.Broken(Path, $"its address cannot exist: {check.Reason}");
    }

    /// <inheritdoc />
    public async ValueTask<IncomingPage> ListIncomingAsync(string network, string? cursor, int limit, CancellationToken cancellation = default)
    {
        var path = $"v1/networks/{network}/incoming?limit={Math.Clamp(limit, 1, MaxPage)}{CursorOf(cursor)}";
        var answer = await FindAsync(path, CustodyMessagesJson.Default.IncomingAnswer, cancellation);
        Check(path, answer.Cursor.Length is > 0 and <= LongestText && answer.Tip >= 0 && answer.Items.Count <= MaxPage, "its page");
        Check(path, !answer.HasMore || (answer.Items.Count > 0 && answer.Cursor != cursor), "it would never end");
        var items = new List<IncomingTransfer>();
        foreach (var item in answer.Items)
        {
            Check(path, IsText(item.TransactionId) && item.Output >= 0 && item.Block is null or >= 0 && !(item.IsGone && item.Block is not null), "a transfer");
            Check(path, item.Sources.Count <= MaxPage && item.Sources.All(IsText), "who paid");
            if (assets.Find(item.Asset) is not { } asset)
            {
                logger.LogWarning("Transaction {Transaction} on {Network} pays us something that we do not know.", item.TransactionId, network);
                continue;
            }

            var address = NetworkAddresses.Check(network, item.Address);
            Check(path, address.IsValid, "an address");
            items.Add(new IncomingTransfer(network, item.TransactionId, item.Output, item.Asset, address.Canonical, UnitsOf(path, item.Amount, asset, least: 1), item.Block)
            {
                IsGone = item.IsGone,
                Sources = [.. item.Sources.Select(source => CanonicalOf(network, source))],
            });
        }

        return new IncomingPage(items, answer.Cursor, answer.Tip, answer.HasMore);
    }

    /// <inheritdoc />
    public async ValueTask<Amount> QuoteNetworkFeeAsync(Asset asset, string network, CancellationToken cancellation = default)
    {
        var path = $"v1/networks/{network}/fee?asset={asset.Code}";
        var answer = await FindAsync(path, CustodyMessagesJson.Default.FeeAnswer, cancellation);
        Check(path, answer.Asset == asset.Code, "it is about another asset");
        return new Amount(UnitsOf(path, answer.Amount, asset), asset);
    }

    /// <inheritdoc />
    public async ValueTask<CustodySubmission> SubmitAsync(CustodyWithdrawal withdrawal, CancellationToken cancellation = default)
    {
        const string Path = "v1/withdrawals";
        var asset = withdrawal.Amount.Asset;
        var answer = await connection.PostAsync(
            Path, withdrawal.Id, new WithdrawalOrder(withdrawal.Id, withdrawal.Network, asset.Code, withdrawal.Amount.ToString(), withdrawal.Address),
            CustodyMessagesJson.Default.WithdrawalOrder, CustodyMessagesJson.Default.WithdrawalAnswer, cancellation);
        Check(
            Path,
            (answer.Id, answer.Network, answer.Asset, CanonicalOf(withdrawal.Network, answer.Address)) == (withdrawal.Id, withdrawal.Network, asset.Code, withdrawal.Address)
            && UnitsOf(Path, answer.Amount, asset) == withdrawal.Amount.Units,
            "it is about another withdrawal than was submitted");
        return answer.Status switch
        {
            "accepted" => new CustodySubmission(CustodyAnswer.Accepted, TextOrNull(Path, answer.TransactionId)),
            "refused" => new CustodySubmission(CustodyAnswer.Refused, Reason: TextOrNull(Path, answer.Reason)),
            _ => throw CustodyConnection.Broken(Path, "its status is unknown"),
        };
    }

    /// <inheritdoc />
    public async ValueTask<CustodyBump> BumpFeeAsync(CustodyFeeBump bump, CancellationToken cancellation = default)
    {
        var path = $"v1/withdrawals/{Uri.EscapeDataString(bump.WithdrawalId)}/fee-bumps";
        var answer = await connection.PostAsync(
            path, $"{bump.WithdrawalId}:bump:{bump.Number}", new BumpOrder(bump.Number, bump.MaxFee.ToString()), CustodyMessagesJson.Default.BumpOrder,
            CustodyMessagesJson.Default.BumpAnswer, cancellation);
        var fee = UnitsOf(path, answer.Fee, bump.MaxFee.Asset);
        Check(path, (answer.Id, answer.Number) == (bump.WithdrawalId, bump.Number), "it is about another bump");
        Check(path, answer.Status != "accepted" || fee <= bump.MaxFee.Units, "it costs more than was allowed");
        return answer.Status switch
        {
            "accepted" => new CustodyBump(CustodyAnswer.Accepted, TextOrNull(path, answer.TransactionId), fee),
            "refused" => new CustodyBump(CustodyAnswer.Refused, TextOrNull(path, answer.TransactionId), fee, TextOrNull(path, answer.Reason)),
            _ => throw CustodyConnection.Broken(path, "its status is unknown"),
        };
    }

    /// <inheritdoc />
    public async ValueTask<CustodyWithdrawalState?> FindWithdrawalAsync(string network, string withdrawalId, CancellationToken cancellation = default)
    {
        var path = $"v1/withdrawals/{Uri.EscapeDataString(withdrawalId)}?network={network}";
        if (await connection.GetAsync(path, CustodyMessagesJson.Default.StateAnswer, cancellation) is not { } answer)
        {
            return null;
        }

        Check(path, (answer.Id, answer.Network) == (withdrawalId, network), "it is about another withdrawal");
        Check(path, answer.Confirmations >= 0 && answer.FeeBumps >= 0, "its numbers");
        var asset = assets.Find(answer.Asset) ?? throw CustodyConnection.Broken(path, "its asset is unknown");
        var stage = answer.Status switch
        {
            "pending" => CustodyStage.Pending,
            "confirming" => CustodyStage.Confirming,
            "stuck" => CustodyStage.Stuck,
            "dropped" => CustodyStage.Dropped,
            "double_spent" => CustodyStage.DoubleSpent,
            "failed" => CustodyStage.Failed,
            _ => throw CustodyConnection.Broken(path, "its status is unknown"),
        };
        return new CustodyWithdrawalState(
            stage, TextOrNull(path, answer.TransactionId), answer.Confirmations, UnitsOf(path, answer.Fee, asset), TextOrNull(path, answer.Reason))
        {
            FeeBumps = answer.FeeBumps,
            ConflictingTransactionId = TextOrNull(path, answer.ConflictingTransactionId),
            Payment = new CustodyPayment(answer.Asset, UnitsOf(path, answer.Amount, asset, least: 1), CanonicalOf(network, answer.Address)),
        };
    }

    /// <inheritdoc />
    public async ValueTask<SubmittedPage> ListSubmittedAsync(string network, string? cursor, int limit, CancellationToken cancellation = default)
    {
        var path = $"v1/networks/{network}/withdrawals?limit={Math.Clamp(limit, 1, MaxPage)}{CursorOf(cursor)}";
        var answer = await FindAsync(path, CustodyMessagesJson.Default.SubmittedAnswer, cancellation);
        Check(path, answer.Ids.Count <= MaxPage && answer.Ids.All(IsText), "its ids");
        Check(path, answer.Cursor is null || (answer.Cursor.Length is > 0 and <= LongestText && answer.Cursor != cursor), "it would never end");
        return new SubmittedPage(answer.Ids, answer.Cursor);
    }

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<CustodyHolding>> ListHoldingsAsync(string network, CancellationToken cancellation = default)
    {
        var path = $"v1/networks/{network}/holdings";
        var answer = await FindAsync(path, CustodyMessagesJson.Default.HoldingsAnswer, cancellation);
        Check(path, answer.Items.DistinctBy(item => item.Asset).Count() == answer.Items.Count, "an asset stands twice");
        return [.. answer.Items.Where(item => assets.Find(item.Asset) is not null).Select(item => new CustodyHolding(item.Asset, UnitsOf(path, item.Amount, assets.Get(item.Asset))))];
    }

    private async Task<T> FindAsync<T>(string path, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json, CancellationToken cancellation) where T : class =>
        await connection.GetAsync(path, json, cancellation) ?? throw CustodyConnection.Broken(path, "it says that there is no such network");

    private static string CursorOf(string? cursor) => cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}";

    private static bool IsText(string? text) => text is { Length: > 0 and <= LongestText } && !text.Any(char.IsControl);

    private static string? TextOrNull(string path, string? text)
    {
        Check(path, text is null || IsText(text), "a text");
        return text;
    }

    private static string CanonicalOf(string network, string address) =>
        NetworkAddresses.Check(network, address) is { IsValid: true } check ? check.Canonical : address;

    private static Int128 UnitsOf(string path, string amount, Asset asset, int least = 0)
    {
        Check(path, DecimalText.TryParse(amount, asset.Scale, out var units) == DecimalTextError.None && units >= least, "an amount");
        return units;
    }

    private static void Check(string path, bool isRight, string what)
    {
        if (!isRight)
        {
            throw CustodyConnection.Broken(path, what);
        }
    }
}
