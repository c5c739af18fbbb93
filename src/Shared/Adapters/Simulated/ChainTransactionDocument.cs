using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;
using CryptoVault.Wallets.Custody;

namespace CryptoVault.Adapters.Simulated;

/// <summary>
/// A transaction with one output. It is given its block, the next one, when it is sent, unless it was decided
/// otherwise; it waits until the chain has reached that height.
/// </summary>
/// <param name="Id"><c>tx:{transaction id}</c>.</param>
/// <param name="TransactionId">The transaction's id.</param>
/// <param name="Asset">The asset's code.</param>
/// <param name="Units">Minor units that the output pays.</param>
/// <param name="Address">Whom it pays.</param>
/// <param name="FeeUnits">Minor units that the network takes.</param>
/// <param name="Block">The height of its block; absent while no block takes it.</param>
internal sealed record ChainTransactionDocument(
    string Id, string TransactionId, string Asset, Int128 Units, string Address, Int128 FeeUnits, long? Block) : IDocument<ChainTransactionDocument>
{
    public const string IdPrefix = "tx:";

    public static JsonTypeInfo<ChainTransactionDocument> Json => ChainJson.Default.ChainTransactionDocument;

    public string Type => "chain-transaction";

    public int SchemaVersion => 1;

    /// <summary>Its place in the feed of incoming transfers; absent when it pays a stranger.</summary>
    public long? FeedSequence { get; init; }

    /// <summary>Its place among our withdrawals; absent when a stranger sent it, and in transactions that replace another one.</summary>
    public long? SentSequence { get; init; }

    /// <summary>Our id of the withdrawal; absent when a stranger sent it.</summary>
    public string? WithdrawalId { get; init; }

    /// <summary>True for coins that custody has had from the beginning.</summary>
    public bool? IsEndowment { get; init; }

    /// <summary>Who pays; absent in older documents.</summary>
    public string? Source { get; init; }

    /// <summary>The withdrawal that a beneficiary's bank sends back with it; absent for what is no return.</summary>
    public string? ReturnOf { get; init; }

    /// <summary>What the network does with it; absent for what is mined.</summary>
    public ChainFate? Fate { get; init; }

    /// <summary>The block of the transaction that spent the same coins.</summary>
    public long? ConflictBlock { get; init; }

    /// <summary>The transaction with a higher fee that took its place.</summary>
    public string? ReplacedBy { get; init; }

    /// <summary>How many fee bumps led to it.</summary>
    public int? FeeBumps { get; init; }

    /// <summary>True when it can never come into a block.</summary>
    [JsonIgnore]
    public bool IsGone => ReplacedBy is not null || Fate is ChainFate.DoubleSpent or ChainFate.Failed;

    /// <summary>What custody has more by it.</summary>
    [JsonIgnore]
    public Int128 Gain =>
        (IsEndowment == true || (FeedSequence is not null && Block is not null) ? Units : 0) - (WithdrawalId is null || IsGone ? 0 : Units + FeeUnits);

    /// <summary>The id of a transaction's document.</summary>
    public static string IdOf(string transactionId) => IdPrefix + transactionId;

    /// <summary>The transaction with another fate, on a chain whose newest block is this.</summary>
    public ChainTransactionDocument With(ChainFate fate, long tip) => this with
    {
        Fate = fate == ChainFate.Mined ? null : fate,
        Block = fate == ChainFate.Mined ? (Block is { } block && block <= tip ? block : tip + 1) : null,
        ConflictBlock = fate == ChainFate.DoubleSpent ? tip + 1 : null,
    };
}
