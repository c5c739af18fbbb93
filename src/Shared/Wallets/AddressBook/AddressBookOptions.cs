namespace CryptoVault.Wallets.AddressBook;

/// <summary>Times and bounds of address books, configured under <c>Wallets:AddressBook</c>.</summary>
public sealed record AddressBookOptions
{
    /// <summary>How long after its confirmation an address comes into force.</summary>
    public TimeSpan CoolOff { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long after a change of password or second factor an address that was not in force then comes into force at the earliest.</summary>
    public TimeSpan SecurityCoolOff { get; init; } = TimeSpan.FromHours(48);

    /// <summary>How long an address waits for its confirmation by mail.</summary>
    public TimeSpan ConfirmWithin { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long "whitelist only" stays on after it was switched off.</summary>
    public TimeSpan WhitelistOnlyOffDelay { get; init; } = TimeSpan.FromDays(7);

    /// <summary>Most addresses in one book.</summary>
    public int MostEntries { get; init; } = 100;

    /// <summary>True where customers may withdraw to addresses that stand in no address book.</summary>
    public bool OneTimeAddresses { get; init; } = true;
}
