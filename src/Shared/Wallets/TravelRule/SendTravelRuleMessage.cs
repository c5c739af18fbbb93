using System.Text.Json;
using CryptoVault.Blobs;
using CryptoVault.Money;
using CryptoVault.Wallets.Withdrawals;

namespace CryptoVault.Wallets.TravelRule;

/// <summary>Tells the beneficiary's provider who pays, before the money leaves. A withdrawal that has nobody to be told is passed by.</summary>
public sealed class SendTravelRuleMessage(ReadTravelRuleData data, ITravelRuleMessenger messenger, AssetCatalog assets)
{
    /// <summary>Sends the withdrawal's message; again, it is the same message.</summary>
    /// <exception cref="BlobStoreException">It cannot be sent now.</exception>
    public async Task ExecuteAsync(WithdrawalDocument document, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(document);
        if (document.Checks?.TravelRule?.MessageId is not { } messageId || await data.FindAsync(document, cancellation) is not { } payload)
        {
            return; // also when the customer's data were erased meanwhile: there is nothing left to tell
        }

        var amount = assets.Get(document.Asset).Format(document.Units);
        await messenger.SendAsync(
            new TravelRuleMessage(messageId, document.Asset, amount, document.Network, document.Address, document.WithdrawalTime, payload), cancellation);
    }
}

/// <summary>Puts messages into the blob store, one file each, for a program of the operator that brings them to the providers.</summary>
public sealed class TravelRuleOutbox(IBlobStore blobs) : ITravelRuleMessenger
{
    /// <summary>The container.</summary>
    public const string Container = "travel-rule";

    /// <inheritdoc />
    public async Task SendAsync(TravelRuleMessage message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(message);
        using var content = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(message, TravelRuleJson.Default.TravelRuleMessage));
        var written = await blobs.PutAsync(
            new BlobKey(Container, $"outbox/{message.MessageId}.json"), content, new BlobOptions { ContentType = "application/json", WriteOnce = true }, cancellation);
        if (!written.IsSuccess && written.Error is not BlobExists)
        {
            throw new InvalidOperationException($"Travel Rule message {message.MessageId}: {written.Error.Code}: {written.Error.Message}");
        }
    }
}
