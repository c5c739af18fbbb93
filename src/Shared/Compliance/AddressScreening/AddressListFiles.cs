using Microsoft.Extensions.Logging;

namespace CryptoVault.Compliance.AddressScreening;

/// <summary>
/// The lists as they are now: their files are looked at again every <see cref="AddressListOptions.RefreshEvery"/>, and what
/// changed is read and takes the place of the old lists at once. Files that are gone, cannot be read, or have lost more than a
/// tenth of the addresses are a failed download, not a change: the old lists stay, and the log says so.
/// </summary>
public sealed class AddressListFiles
{
    /// <summary>Of ten addresses so many must still be there.</summary>
    private const int MustStay = 9;

    private readonly AddressListOptions options;
    private readonly IReadOnlyList<string> blocked;
    private readonly TimeProvider clock;
    private readonly ILogger<AddressListFiles> logger;
    private readonly Lock gate = new();
    private AddressLists lists;
    private string stamp;
    private DateTimeOffset lookAt;

    /// <summary>Reads the lists that the configuration names.</summary>
    /// <param name="options">Where they are.</param>
    /// <param name="blocked">The own block list: <c>{network}:{address}</c>.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="logger">Is told of what was read, and of what was not.</param>
    public AddressListFiles(AddressListOptions options, IReadOnlyList<string> blocked, TimeProvider clock, ILogger<AddressListFiles> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        (this.options, this.blocked, this.clock, this.logger) = (options, blocked, clock, logger);
        stamp = StampOf(options.Folder);
        lists = AddressLists.Load(options, blocked);
        lookAt = clock.GetUtcNow() + options.RefreshEvery;
    }

    /// <summary>The lists that decide now.</summary>
    public AddressLists Current
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
            var seen = StampOf(options.Folder);
            if (seen == stamp)
            {
                return;
            }

            var read = AddressLists.Load(options, blocked);
            if (lists.IsLoaded && (!read.IsLoaded || read.Count * 10 < lists.Count * MustStay))
            {
                logger.LogError("The lists of sanctioned addresses went from {Known} to {Read} addresses; version {Version} stays in force.", lists.Count, read.Count, lists.Version);
                return;
            }

            logger.LogInformation("Lists of sanctioned addresses: version {Version} with {Count} addresses is in force after {Known}.", read.Version, read.Count, lists.Version);
            (lists, stamp) = (read, seen);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.LogError(exception, "The lists of sanctioned addresses cannot be read; version {Version} stays in force.", lists.Version);
        }
    }

    /// <summary>What tells that files changed: names, sizes and times.</summary>
    private static string StampOf(string folder) => Directory.Exists(folder)
        ? string.Join('|', new DirectoryInfo(folder).GetFiles(AddressLists.FilePrefix + "*.txt").OrderBy(file => file.Name, StringComparer.Ordinal)
            .Select(file => $"{file.Name}:{file.Length}:{file.LastWriteTimeUtc.Ticks}"))
        : "";
}
