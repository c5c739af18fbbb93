using CryptoVault.Results;

namespace CryptoVault.Compliance.NameScreening;

/// <summary>Screens the names of people and companies that money is to be paid to.</summary>
public interface INameScreening
{
    /// <summary>Screens names; a hit of one is a hit of all.</summary>
    /// <param name="names">The names, as they were told.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What was found, or <see cref="ServiceUnavailable"/> when no list is loaded: then nobody may be taken for clear.</returns>
    ValueTask<Result<NameScreeningResult>> ScreenAsync(IReadOnlyList<string> names, CancellationToken cancellation = default);

    /// <summary>Looks for names of the lists in a text that is no name itself, such as what a payer says to a payment.</summary>
    /// <param name="text">The text.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>What was found, or <see cref="ServiceUnavailable"/> when no list is loaded.</returns>
    ValueTask<Result<NameScreeningResult>> ScreenTextAsync(string text, CancellationToken cancellation = default);
}
