namespace CryptoVault.Ledger;

/// <summary>The accounts that a partition may hold per asset. Each partition has its own sub-account; the whole is the sum of them.</summary>
public enum AccountName
{
    /// <summary>Liability: what the exchange owes the user and the user may use.</summary>
    Available,
    /// <summary>Liability: what the exchange owes the user and is reserved by holds.</summary>
    Held,
    /// <summary>Money on its way between partitions.</summary>
    Clearing,
    /// <summary>Asset: coins in custody.</summary>
    Custody,
    /// <summary>Asset: fiat at banks.</summary>
    Bank,
    /// <summary>Revenue: fees.</summary>
    Revenue,
    /// <summary>Expense: network fees and the like that the house bears.</summary>
    Expense,
    /// <summary>Asset: claims, such as a re-orged deposit that was spent already.</summary>
    Receivable,
}

/// <summary>The accounting class of an account.</summary>
public enum AccountClass
{
    /// <summary>What the exchange holds.</summary>
    Asset,
    /// <summary>What the exchange owes.</summary>
    Liability,
    /// <summary>What the exchange earned.</summary>
    Revenue,
    /// <summary>What the exchange spent.</summary>
    Expense,
    /// <summary>Claims of the exchange.</summary>
    Receivable,
    /// <summary>Money between partitions.</summary>
    Clearing,
}

/// <summary>Classes of accounts.</summary>
public static class Accounts
{
    /// <summary>The class of an account.</summary>
    public static AccountClass ClassOf(AccountName account) => account switch
    {
        AccountName.Available or AccountName.Held => AccountClass.Liability,
        AccountName.Clearing => AccountClass.Clearing,
        AccountName.Custody or AccountName.Bank => AccountClass.Asset,
        AccountName.Revenue => AccountClass.Revenue,
        AccountName.Expense => AccountClass.Expense,
        AccountName.Receivable => AccountClass.Receivable,
        _ => throw new ArgumentOutOfRangeException(nameof(account), account, "Unknown account."),
    };

    /// <summary>True for the accounts whose balance may never be negative.</summary>
    public static bool NeverNegative(AccountName account) => account is AccountName.Available or AccountName.Held;
}
