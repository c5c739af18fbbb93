namespace CryptoVault.Wallets.Risk;

/// <summary>Something about a withdrawal that raises its risk. For reviewers only.</summary>
/// <param name="Code">What it is, one of <see cref="RiskFactors"/>.</param>
/// <param name="Points">What it adds to the score.</param>
/// <param name="Explanation">What was seen, with the figures.</param>
public sealed record RiskFactor(string Code, int Points, string Explanation);

/// <summary>How risky a withdrawal looks.</summary>
/// <param name="Score">0 (nothing odd) to 100: the sum of the factors' points, at most 100.</param>
/// <param name="Factors">What it is made of, the heaviest first.</param>
public sealed record RiskAssessment(int Score, IReadOnlyList<RiskFactor> Factors)
{
    /// <summary>The highest score.</summary>
    public const int HighestScore = 100;

    /// <summary>The assessment that factors make.</summary>
    public static RiskAssessment Of(IEnumerable<RiskFactor> factors)
    {
        RiskFactor[] found = [.. factors.OrderByDescending(factor => factor.Points).ThenBy(factor => factor.Code, StringComparer.Ordinal)];
        return new RiskAssessment(Math.Min(HighestScore, found.Sum(factor => factor.Points)), found);
    }
}

/// <summary>The codes of risk factors.</summary>
public static class RiskFactors
{
    /// <summary>The device of the session is new to the account.</summary>
    public const string NewDevice = "NEW_DEVICE";

    /// <summary>Nothing was ever paid to the address.</summary>
    public const string NewAddress = "NEW_ADDRESS";

    /// <summary>The address stands for risk.</summary>
    public const string RiskyAddress = "RISKY_ADDRESS";

    /// <summary>The account was not used for long.</summary>
    public const string DormantAccount = "DORMANT_ACCOUNT";

    /// <summary>What is withdrawn came in a short while ago.</summary>
    public const string DepositThenWithdraw = "DEPOSIT_THEN_WITHDRAW";

    /// <summary>The value stays just under a threshold at which more would be asked.</summary>
    public const string JustUnderThreshold = "JUST_UNDER_THRESHOLD";
}
