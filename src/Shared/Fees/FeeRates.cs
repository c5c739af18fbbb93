namespace CryptoVault.Fees;

/// <summary>What trading costs, in basis points of what is received.</summary>
/// <param name="MakerBasisPoints">For what trades while it rests.</param>
/// <param name="TakerBasisPoints">For what is taken at once.</param>
public readonly record struct FeeRates(int MakerBasisPoints, int TakerBasisPoints)
{
    /// <summary>The highest rate that can be set.</summary>
    public const int Highest = 1_000;
}

/// <summary>A row of a fee table.</summary>
/// <param name="Volume">The volume of the last 30 days from which on it applies, in minor units of US dollars.</param>
/// <param name="MakerBasisPoints">The maker's rate.</param>
/// <param name="TakerBasisPoints">The taker's rate.</param>
public sealed record FeeTier(Int128 Volume, int MakerBasisPoints, int TakerBasisPoints);

/// <summary>Rates that one customer has instead of those of the table.</summary>
/// <param name="Symbol">On this market; null for all markets that have none of their own.</param>
/// <param name="MakerBasisPoints">The maker's rate.</param>
/// <param name="TakerBasisPoints">The taker's rate.</param>
/// <param name="Until">When it ends, as stored; null when it does not.</param>
public sealed record FeeOverride(string? Symbol, int MakerBasisPoints, int TakerBasisPoints, string? Until);

/// <summary>Who changed fees last, when and why.</summary>
/// <param name="UserId">The admin.</param>
/// <param name="SessionId">In which session.</param>
/// <param name="Reason">Why.</param>
/// <param name="Time">When.</param>
public sealed record FeeChange(string UserId, string SessionId, string Reason, string Time);
