namespace CryptoVault.Adapters.Sqlite;

/// <summary>The file was written by a newer version of the product, which this one must not touch.</summary>
public sealed class NewerStoreException : Exception
{
    /// <summary>Creates the exception.</summary>
    public NewerStoreException(string file, long found, long known)
        : base($"'{file}' has store version {found}; this program knows versions up to {known}. Start the newer program, or restore an older backup.")
    {
        Found = found;
        Known = known;
    }

    /// <summary>The file's version.</summary>
    public long Found { get; }

    /// <summary>The newest version that this program knows.</summary>
    public long Known { get; }
}
