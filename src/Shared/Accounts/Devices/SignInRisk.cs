using CryptoVault.Accounts.Places;

namespace CryptoVault.Accounts.Devices;

/// <summary>Why a sign-in looks odd.</summary>
public enum RiskReason
{
    /// <summary>The account does not know the device.</summary>
    NewDevice,
    /// <summary>The account was never used from this country by this device, and last from another.</summary>
    NewCountry,
    /// <summary>Two places too far apart for the time between.</summary>
    ImpossibleTravel,
    /// <summary>The address is an exit of the Tor network.</summary>
    Tor,
    /// <summary>The address belongs to a hosting provider, where people do not sit.</summary>
    Hosting,
}

/// <summary>How odd a sign-in looks, 0 to 100, and why. It is recorded with the session, for those who decide on withdrawals.</summary>
/// <param name="Score">The score.</param>
/// <param name="Reasons">The reasons, none twice.</param>
public sealed record SignInRisk(int Score, IReadOnlyList<RiskReason> Reasons)
{
    private const int Highest = 100;
    private const double FastestKmPerHour = 1000;
    private const double LeastKm = 500;

    /// <summary>Judges a sign-in.</summary>
    /// <param name="isNew">Whether the account does not know the device.</param>
    /// <param name="place">Where it is; null when that is not known.</param>
    /// <param name="before">What is known of earlier sign-ins.</param>
    /// <param name="now">The time.</param>
    public static SignInRisk Of(bool isNew, Place? place, DevicesDocument before, DateTimeOffset now)
    {
        var reasons = new List<RiskReason>();
        if (isNew)
        {
            reasons.Add(RiskReason.NewDevice);
        }

        if (place is not null && before.LastCountry is { } last && last != place.Country)
        {
            reasons.Add(RiskReason.NewCountry);
            if (IsTooFar(last, place.Country, now - before.LastCountryAt!.Value))
            {
                reasons.Add(RiskReason.ImpossibleTravel);
            }
        }

        if (place?.Network is NetworkKind.Tor)
        {
            reasons.Add(RiskReason.Tor);
        }
        else if (place?.Network is NetworkKind.Hosting)
        {
            reasons.Add(RiskReason.Hosting);
        }

        return new SignInRisk(Math.Min(Highest, reasons.Sum(WeightOf)), reasons);
    }

    private static bool IsTooFar(string from, string to, TimeSpan between) =>
        CountryCenters.DistanceKm(from, to) is { } km && km > LeastKm && km > FastestKmPerHour * Math.Max(between.TotalHours, 0);

    private static int WeightOf(RiskReason reason) => reason switch
    {
        RiskReason.NewDevice => 30,
        RiskReason.NewCountry => 20,
        RiskReason.ImpossibleTravel => 40,
        RiskReason.Tor => 40,
        RiskReason.Hosting => 20,
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Unknown reason."),
    };
}
