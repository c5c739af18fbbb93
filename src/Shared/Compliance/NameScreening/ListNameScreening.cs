using CryptoVault.Results;
using CryptoVault.Storage;

namespace CryptoVault.Compliance.NameScreening;

/// <summary>Screens against lists in memory: those of the moment.</summary>
public sealed class ListNameScreening(Func<NameLists> current, TimeProvider clock) : INameScreening
{
    /// <inheritdoc />
    public ValueTask<Result<NameScreeningResult>> ScreenAsync(IReadOnlyList<string> names, CancellationToken cancellation = default) =>
        new(Screen(lists => [.. names.SelectMany(lists.Find)]));

    /// <inheritdoc />
    public ValueTask<Result<NameScreeningResult>> ScreenTextAsync(string text, CancellationToken cancellation = default) => new(Screen(lists => lists.FindIn(text)));

    private Result<NameScreeningResult> Screen(Func<NameLists, IReadOnlyList<NameHit>> find)
    {
        var lists = current();
        return lists.IsLoaded
            ? new NameScreeningResult(StoredTime.Format(clock.GetUtcNow()), lists.Version, lists.Count, find(lists))
            : new ServiceUnavailable("No list of sanctioned names is loaded.", TimeSpan.FromMinutes(1));
    }
}
