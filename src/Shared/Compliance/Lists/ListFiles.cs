using Microsoft.Extensions.Logging;

namespace CryptoVault.Compliance.Lists;

/// <summary>Lists that are read and ready to be searched.</summary>
public interface ILoadedLists
{
    /// <summary>The version of all lists together: a hash of what they hold.</summary>
    string Version { get; }

    /// <summary>False when there is no list of sanctions: nothing may then be taken for clear.</summary>
    bool IsLoaded { get; }

    /// <summary>How many entries they hold.</summary>
    int Count { get; }
}

/// <summary>
/// The lists as they are now: their files are looked at again every <see cref="ListOptions.RefreshEvery"/>, and what
/// changed is read and takes the place of the old lists at once. Files that are gone, cannot be read, or have lost more than a
/// tenth of the entries are a failed download, not a change: the old lists stay, and the log says so.
/// </summary>
/// <typeparam name="T">The lists.</typeparam>
public sealed class ListFiles<T> where T : class, ILoadedLists
{
    /// <summary>Of ten entries so many must still be there.</summary>
    private const int MustStay = 9;

    private readonly ListKind kind;
    private readonly ListOptions options;
    private readonly Func<IReadOnlyList<ListText>, T> load;
    private readonly TimeProvider clock;
    private readonly ILogger<ListFiles<T>> logger;
    private readonly Lock gate = new();
    private T lists;
    private string stamp;
    private DateTimeOffset lookAt;

    /// <summary>Reads the lists that the configuration names.</summary>
    /// <param name="kind">Which lists.</param>
    /// <param name="options">Where they are.</param>
    /// <param name="load">Makes them ready.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Is told of what was read, and of what was not.</param>
    public ListFiles(ListKind kind, ListOptions options, Func<IReadOnlyList<ListText>, T> load, TimeProvider clock, ILogger<ListFiles<T>> logger)
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(load);
        ArgumentNullException.ThrowIfNull(clock);
        (this.kind, this.options, this.load, this.clock, this.logger) = (kind, options, load, clock, logger);
        stamp = kind.StampOf(options.Folder);
        lists = load(kind.Read(options));
        lookAt = clock.GetUtcNow() + options.RefreshEvery;
    }

    /// <summary>The lists that decide now.</summary>
    public T Current
    {
        get
        {
            lock (gate)
            {
                var now = clock.GetUtcNow();
                if (now >= lookAt && options.Folder.Length > 0)
                {
                    lookAt = now + options.RefreshEvery;
                    Refresh();
                }

                return lists;
            }
        }
    }

    private void Refresh()
    {
        try
        {
            var seen = kind.StampOf(options.Folder);
            if (seen == stamp)
            {
                return;
            }

            var read = load(kind.Read(options));
            if (lists.IsLoaded && (!read.IsLoaded || read.Count * 10 < lists.Count * MustStay))
            {
                logger.LogError("The lists of {What} went from {Known} to {Read} entries; version {Version} stays in force.", kind.What, lists.Count, read.Count, lists.Version);
                return;
            }

            logger.LogInformation(
                "Lists of {What}: version {Version} with {Count} entries is in force after {Known}.", kind.What, read.Version, read.Count, lists.Version);
            (lists, stamp) = (read, seen);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.LogError(exception, "The lists of {What} cannot be read; version {Version} stays in force.", kind.What, lists.Version);
        }
    }
}
