using System.Text.Json.Serialization.Metadata;
using CryptoVault.Hosting;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.Withdrawals.Switches;

/// <summary>A pause of submissions to custody.</summary>
/// <param name="Asset">The asset's code; null for all assets.</param>
/// <param name="By">Who paused them.</param>
/// <param name="Reason">Why.</param>
/// <param name="Time">When.</param>
public sealed record WithdrawalPause(string? Asset, string By, string Reason, string Time);

/// <summary>The kill switch: which submissions to custody are paused. In container <c>system</c>, partition <c>withdrawals</c>.</summary>
/// <param name="Pauses">The pauses in force: at most one for all assets, and one per asset.</param>
public sealed record WithdrawalSwitchesDocument(IReadOnlyList<WithdrawalPause> Pauses) : IDocument<WithdrawalSwitchesDocument>
{
    /// <summary>The id.</summary>
    public const string DocumentId = "withdrawal-switches";

    /// <summary>Nothing is paused.</summary>
    public static WithdrawalSwitchesDocument None { get; } = new([]);

    /// <summary>The partition.</summary>
    public static PartitionKey Partition { get; } = new(ContainerNames.System, "withdrawals");

    /// <inheritdoc />
    public static JsonTypeInfo<WithdrawalSwitchesDocument> Json => WalletJson.Default.WithdrawalSwitchesDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "withdrawal-switches";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>What pauses an asset: the pause of all, or its own; null when nothing does.</summary>
    public WithdrawalPause? Of(string asset) => Find(null) ?? Find(asset);

    /// <summary>The pause of exactly this scope.</summary>
    public WithdrawalPause? Find(string? asset) => Pauses.FirstOrDefault(pause => pause.Asset == asset);

    /// <summary>With a pause in force.</summary>
    public WithdrawalSwitchesDocument With(WithdrawalPause pause) => this with { Pauses = [.. Pauses.Where(one => one.Asset != pause.Asset), pause] };

    /// <summary>Without the pause of a scope.</summary>
    public WithdrawalSwitchesDocument Without(string? asset) => this with { Pauses = [.. Pauses.Where(one => one.Asset != asset)] };
}
