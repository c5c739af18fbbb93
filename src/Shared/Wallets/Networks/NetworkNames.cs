namespace CryptoVault.Wallets.Networks;

/// <summary>Whether a payment needs a memo, tag or reference besides the address.</summary>
public enum MemoRule
{
    /// <summary>The address says all.</summary>
    None,
    /// <summary>Without it the payment cannot be told from others.</summary>
    Required,
}

/// <summary>The networks whose addresses are understood.</summary>
public static class NetworkNames
{
    /// <summary>Bitcoin's main network.</summary>
    public const string Bitcoin = "bitcoin";

    /// <summary>Ethereum's main network: ether and ERC-20 tokens.</summary>
    public const string Ethereum = "ethereum";

    /// <summary>Tron's main network: TRC-20 tokens.</summary>
    public const string Tron = "tron";

    /// <summary>Credit transfers in euro between banks of the SEPA area.</summary>
    public const string Sepa = "sepa";

    /// <summary>Credit transfers in US dollars over the Automated Clearing House.</summary>
    public const string Ach = "ach";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [Bitcoin, Ethereum, Tron, Sepa, Ach];

    /// <summary>True for networks of banks: money of states, which comes with a reference.</summary>
    public static bool IsBank(string network) => network is Sepa or Ach;

    /// <summary>What must stand beside the address when money is sent to us.</summary>
    public static MemoRule MemoOf(string network) => IsBank(network) ? MemoRule.Required : MemoRule.None;
}
