using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Storage;

namespace CryptoVault.Ledger;

/// <summary>
/// The accounts of one asset in one partition: running balance and sequence of each. Credits are positive: a
/// liability grows by a positive leg, and an asset account (custody, bank) that grows takes a negative one.
/// </summary>
/// <param name="Id"><c>accounts:{asset}</c>.</param>
/// <param name="Asset">The asset's code.</param>
public sealed record AccountsDocument(string Id, string Asset) : IDocument<AccountsDocument>
{
    /// <summary>The prefix of the ids of all accounts documents.</summary>
    public const string IdPrefix = "accounts:";

    /// <inheritdoc />
    public static JsonTypeInfo<AccountsDocument> Json => LedgerJson.Default.AccountsDocument;

    /// <inheritdoc />
    public string Type => "accounts";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>What the user may use.</summary>
    public AccountState Available { get; init; }

    /// <summary>What holds reserve.</summary>
    public AccountState Held { get; init; }

    /// <summary>Money on its way.</summary>
    public AccountState Clearing { get; init; }

    /// <summary>Coins in custody (negative when there are some).</summary>
    public AccountState Custody { get; init; }

    /// <summary>Fiat at banks (negative when there is some).</summary>
    public AccountState Bank { get; init; }

    /// <summary>Fees earned.</summary>
    public AccountState Revenue { get; init; }

    /// <summary>Costs borne (negative when there are some).</summary>
    public AccountState Expense { get; init; }

    /// <summary>Claims (negative when there are some).</summary>
    public AccountState Receivable { get; init; }

    /// <summary>The id of an asset's accounts document.</summary>
    public static string IdOf(string asset) => IdPrefix + asset;

    /// <summary>One account's state.</summary>
    public AccountState this[AccountName account] => account switch
    {
        AccountName.Available => Available,
        AccountName.Held => Held,
        AccountName.Clearing => Clearing,
        AccountName.Custody => Custody,
        AccountName.Bank => Bank,
        AccountName.Revenue => Revenue,
        AccountName.Expense => Expense,
        AccountName.Receivable => Receivable,
        _ => throw new ArgumentOutOfRangeException(nameof(account), account, "Unknown account."),
    };

    /// <summary>The document with one account's state replaced.</summary>
    public AccountsDocument With(AccountName account, AccountState state) => account switch
    {
        AccountName.Available => this with { Available = state },
        AccountName.Held => this with { Held = state },
        AccountName.Clearing => this with { Clearing = state },
        AccountName.Custody => this with { Custody = state },
        AccountName.Bank => this with { Bank = state },
        AccountName.Revenue => this with { Revenue = state },
        AccountName.Expense => this with { Expense = state },
        AccountName.Receivable => this with { Receivable = state },
        _ => throw new ArgumentOutOfRangeException(nameof(account), account, "Unknown account."),
    };
}

/// <summary>The state of an account.</summary>
/// <param name="Balance">Minor units, credits positive.</param>
/// <param name="Sequence">How many legs were booked on it: the sequence of the last one.</param>
public readonly record struct AccountState(Int128 Balance, long Sequence)
{
    /// <summary>True when nothing was ever booked on it.</summary>
    [JsonIgnore]
    public bool IsUnused => Sequence == 0;
}
