namespace CryptoVault.Compliance.Lists;

/// <summary>Where the lists that are screened against come from, configured under <c>Compliance:Lists</c>.</summary>
public sealed record ListOptions
{
    /// <summary>A folder with files <c>sanctioned_addresses_{asset}.txt</c>, <c>sanctioned_names_{list}.txt</c> and <c>risky_addresses_{list}.txt</c>, one entry a line; empty for none.</summary>
    public string Folder { get; init; } = "";

    /// <summary>True to use the small lists that are shipped with the product, of addresses that nobody can use and names that nobody has.</summary>
    public bool Shipped { get; init; } = true;

    /// <summary>How often the folder is looked at for files that changed.</summary>
    public TimeSpan RefreshEvery { get; init; } = TimeSpan.FromMinutes(1);
}
