using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using CryptoVault.Protection;
using CryptoVault.Storage;

namespace CryptoVault.Wallets.AddressBook;

/// <summary>How far an entry of the address book is.</summary>
public enum AddressState
{
    /// <summary>It waits for the customer to confirm it by mail.</summary>
    PendingConfirmation,
    /// <summary>It is confirmed, and waits until it comes into force.</summary>
    CoolingOff,
    /// <summary>It is in force.</summary>
    Active,
}

/// <summary>An address that the customer means to withdraw to.</summary>
/// <param name="AddressId">The entry's id.</param>
/// <param name="Network">The network.</param>
/// <param name="Address">The address in canonical form.</param>
/// <param name="Label">The customer's name for it.</param>
/// <param name="AddedTime">When it was added.</param>
/// <param name="ConfirmBy">Until when it must be confirmed.</param>
/// <param name="ConfirmationHash">SHA-256 of the confirmation token, in hexadecimal digits.</param>
public sealed record AddressEntry(
    string AddressId, string Network, string Address, PersonalText Label, DateTimeOffset AddedTime, DateTimeOffset ConfirmBy, string ConfirmationHash)
{
    /// <summary>What the payee wants to be told with a payment; none when there is nothing.</summary>
    public PersonalText Memo { get; init; }

    /// <summary>When the customer confirmed it; null until then.</summary>
    public DateTimeOffset? ConfirmedTime { get; init; }

    /// <summary>When the customer proved to own the wallet, by a signed message; null when that was not done.</summary>
    public DateTimeOffset? ProvedTime { get; init; }

    /// <summary>The message that the wallet's owner signs: bound to this entry, and so to this customer.</summary>
    [JsonIgnore]
    public string ProofMessage => $"CryptoVault: this wallet is mine.\nAddress: {Address}\nReference: {AddressId}";
}

/// <summary>A customer's address book, in the customer's partition: one document, as it is small and withdrawals look into all of it.</summary>
/// <param name="Entries">The addresses, oldest first; unconfirmed ones among them.</param>
public sealed record AddressBookDocument(IReadOnlyList<AddressEntry> Entries) : IDocument<AddressBookDocument>, IPersonalDocument<AddressBookDocument>
{
    /// <summary>The id, the same in every user's partition.</summary>
    public const string DocumentId = "address-book";

    /// <summary>An empty book.</summary>
    public static AddressBookDocument None { get; } = new([]);

    /// <inheritdoc />
    public static JsonTypeInfo<AddressBookDocument> Json => WalletJson.Default.AddressBookDocument;

    /// <inheritdoc />
    public string Id => DocumentId;

    /// <inheritdoc />
    public string Type => "address-book";

    /// <inheritdoc />
    public int SchemaVersion => 1;

    /// <summary>True when "whitelist only" was switched on; it may be on its way out (see <see cref="WhitelistOnlyUntil"/>).</summary>
    public bool WhitelistOnly { get; init; }

    /// <summary>When "whitelist only" ends, because it was switched off; null when it was not.</summary>
    public DateTimeOffset? WhitelistOnlyUntil { get; init; }

    /// <summary>True while nothing goes to an address that is not in force in this book.</summary>
    public bool IsWhitelistOnly(DateTimeOffset now) => WhitelistOnly && !(now >= WhitelistOnlyUntil);

    /// <summary>The entry of an id, or null.</summary>
    public AddressEntry? Find(string addressId) => Entries.FirstOrDefault(entry => entry.AddressId == addressId);

    /// <summary>The entry of an address, or null.</summary>
    public AddressEntry? Find(string network, string address) => Entries.FirstOrDefault(entry => entry.Network == network && entry.Address == address);

    /// <summary>With the entry in its newest state.</summary>
    public AddressBookDocument With(AddressEntry changed) =>
        this with { Entries = [.. Entries.Where(entry => entry.AddressId != changed.AddressId), changed] };

    /// <summary>Without the entry.</summary>
    public AddressBookDocument Without(string addressId) => this with { Entries = [.. Entries.Where(entry => entry.AddressId != addressId)] };

    /// <summary>Without entries that nobody confirmed in time.</summary>
    public AddressBookDocument At(DateTimeOffset now) =>
        Entries.Any(entry => IsLapsed(entry, now)) ? this with { Entries = [.. Entries.Where(entry => !IsLapsed(entry, now))] } : this;

    /// <inheritdoc />
    public AddressBookDocument WithPersonal(Func<PersonalText, string, PersonalText> map) => this with
    {
        Entries = [.. Entries.Select(entry => entry with { Label = map(entry.Label, "address-book.label"), Memo = map(entry.Memo, "address-book.memo") })],
    };

    private static bool IsLapsed(AddressEntry entry, DateTimeOffset now) => entry.ConfirmedTime is null && now >= entry.ConfirmBy;
}
