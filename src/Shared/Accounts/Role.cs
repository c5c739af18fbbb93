namespace CryptoVault.Accounts;

/// <summary>What an account may do. A customer has <see cref="Customer"/>; staff have other roles.</summary>
public enum Role
{
    /// <summary>Trades and holds money.</summary>
    Customer,
    /// <summary>Helps customers: reads, without money and with personal data masked.</summary>
    Support,
    /// <summary>Decides cases as the first person.</summary>
    ComplianceReviewer,
    /// <summary>Decides cases as the second person, and reports.</summary>
    ComplianceOfficer,
    /// <summary>Approves withdrawals, books adjustments.</summary>
    Treasury,
    /// <summary>Configures the exchange and gives roles.</summary>
    Admin,
    /// <summary>Reads everything, changes nothing.</summary>
    Auditor,
}

/// <summary>The names of roles in tokens, requests and answers.</summary>
public static class RoleNames
{
    private static readonly string[] Names =
        ["customer", "support", "compliance_reviewer", "compliance_officer", "treasury", "admin", "auditor"];

    /// <summary>All names, in the order of <see cref="Role"/>.</summary>
    public static IReadOnlyList<string> All => Names;

    /// <summary>The role's name in snake_case.</summary>
    public static string Of(Role role) => Names[(int)role];

    /// <summary>The role of a name, or null when there is none of that name.</summary>
    public static Role? Find(string? name) => Array.IndexOf(Names, name) is >= 0 and var index ? (Role)index : null;
}
