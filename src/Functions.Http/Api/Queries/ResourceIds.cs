namespace CryptoVault.Functions.Http.Api.Queries;

/// <summary>Ids in routes, queries and bodies.</summary>
internal static class ResourceIds
{
    /// <summary>True for a UUID in its canonical form: 36 characters, lower case.</summary>
    public static bool IsId(string value)
    {
        if (value.Length != 36 || !Guid.TryParseExact(value, "D", out _))
        {
            return false;
        }

        return !value.AsSpan().ContainsAnyInRange('A', 'F');
    }
}
