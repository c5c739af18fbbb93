using System.Collections.Frozen;
using System.Globalization;

namespace CryptoVault.Accounts.Places;

/// <summary>The middles of countries, in whole degrees: enough to tell places that nobody travels between in the time.</summary>
internal static class CountryCenters
{
    private const double EarthRadiusKm = 6371;

    private static readonly FrozenDictionary<string, (double Latitude, double Longitude)> Centers = """
        AE 24 54, AR -34 -64, AT 47 14, AU -25 134, BE 51 4, BG 43 25, BR -10 -55, CA 56 -106, CH 47 8, CL -33 -71, CN 35 104, CO 4 -73,
        CZ 50 15, DE 51 10, DK 56 10, EE 59 26, EG 27 30, ES 40 -4, FI 64 26, FR 46 2, GB 54 -2, GR 39 22, HK 22 114, HR 45 16, HU 47 19,
        ID -2 118, IE 53 -8, IL 31 35, IN 22 79, IS 65 -18, IT 43 12, JP 36 138, KE 0 38, KR 36 128, LT 55 24, LU 50 6, LV 57 25, MA 32 -6,
        MX 23 -102, MY 4 109, NG 9 8, NL 52 5, NO 62 10, NZ -41 174, PE -9 -75, PH 12 122, PK 30 69, PL 52 19, PT 39 -8, RO 46 25, RS 44 21,
        RU 60 90, SA 24 45, SE 62 15, SG 1 104, SI 46 15, SK 49 19, TH 15 101, TR 39 35, TW 24 121, UA 49 32, US 39 -98, VN 16 106, ZA -29 25
        """.Split(',', StringSplitOptions.TrimEntries).Select(line => line.Split(' ')).ToFrozenDictionary(parts => parts[0], parts => (Degrees(parts[1]), Degrees(parts[2])));

    /// <summary>The distance between two countries' middles; null when one of them is not known.</summary>
    public static double? DistanceKm(string from, string to)
    {
        if (!Centers.TryGetValue(from, out var a) || !Centers.TryGetValue(to, out var b))
        {
            return null;
        }

        // The haversine formula.
        var latitude = Math.Sin(Radians(b.Latitude - a.Latitude) / 2);
        var longitude = Math.Sin(Radians(b.Longitude - a.Longitude) / 2);
        var chord = (latitude * latitude) + (Math.Cos(Radians(a.Latitude)) * Math.Cos(Radians(b.Latitude)) * longitude * longitude);
        return 2 * EarthRadiusKm * Math.Asin(Math.Sqrt(chord));
    }

    private static double Degrees(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    private static double Radians(double degrees) => degrees * Math.PI / 180;
}
