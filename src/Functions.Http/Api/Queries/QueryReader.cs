using System.Globalization;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Results;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.Api.Queries;

/// <summary>
/// Reads a request's query parameters within bounds. All that is wrong is collected: unknown parameters, repeated
/// ones, values out of bounds; each with the bound and the nearest value that would do.
/// </summary>
internal sealed class QueryReader(HttpRequest request, Cursors cursors)
{
    private static readonly string[] TimePatterns = ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"];
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private const int LongestValue = 32;

    private readonly List<FieldError> errors = [];
    private readonly List<string> known = [];
    private string? cursor;

    /// <summary>A text, or null when it is not given.</summary>
    public string? Text(string name, int maxLength = 100)
    {
        var value = Single(name);
        if (value is not null && (value.Length == 0 || value.Length > maxLength || value.Any(char.IsControl)))
        {
            Refuse(name, "INVALID_LENGTH", $"Expected 1 to {maxLength} printable characters.", value, $"1..{maxLength}");
            return null;
        }

        return value;
    }

    /// <summary>A short text that must be given; an empty one after it was refused.</summary>
    public string RequiredText(string name, int maxLength)
    {
        if (request.Query.ContainsKey(name))
        {
            return Text(name, maxLength) ?? "";
        }

        Single(name);
        Refuse(name, "REQUIRED", "This query parameter is required.", bound: $"1..{maxLength}");
        return "";
    }

    /// <summary>A whole number within bounds.</summary>
    public int Integer(string name, int min, int max, int otherwise)
    {
        var value = Single(name);
        if (value is null)
        {
            return otherwise;
        }

        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            Refuse(name, "EXPECTED_INTEGER", $"Expected a whole number from {min} to {max}.", value, $"{min}..{max}", $"{otherwise}");
            return otherwise;
        }

        if (number < min || number > max)
        {
            Refuse(name, "OUT_OF_RANGE", $"Expected {min} to {max}.", value, $"{min}..{max}", $"{Math.Clamp(number, min, max)}");
            return otherwise;
        }

        return (int)number;
    }

    /// <summary>One of the allowed values, or <paramref name="otherwise"/> when it is not given.</summary>
    public string? OneOf(string name, string? otherwise, params IReadOnlyCollection<string> allowed)
    {
        var value = Single(name);
        if (value is null)
        {
            return otherwise;
        }

        if (!allowed.Contains(value))
        {
            Refuse(name, "NOT_ONE_OF", $"Expected one of: {string.Join(", ", allowed)}.", value, string.Join(", ", allowed), Nearest.Of(value, allowed));
            return otherwise;
        }

        return value;
    }

    /// <summary>Values parted by commas, each once; null when they are not given.</summary>
    /// <param name="name">The parameter.</param>
    /// <param name="max">How many, at most.</param>
    /// <param name="allowed">The values that may stand there; null when any may.</param>
    public IReadOnlyList<string>? Several(string name, int max, IReadOnlyCollection<string>? allowed = null)
    {
        var value = Single(name);
        if (value is null)
        {
            return null;
        }

        IReadOnlyList<string> values = [.. value.Split(',', max + 2).Distinct(StringComparer.Ordinal)];
        if (values.Count > max)
        {
            Refuse(name, "TOO_MANY", $"Expected at most {max} values.", bound: $"1..{max}", nearest: string.Join(',', values.Take(max)));
        }
        else if (values.FirstOrDefault(one => one.Length is 0 or > LongestValue || one.Any(char.IsControl)) is { } bad)
        {
            Refuse(name, "INVALID_LENGTH", $"Expected values of 1 to {LongestValue} printable characters, parted by commas.", bad.Length <= LongestValue ? bad : bad[..LongestValue], $"1..{LongestValue}");
        }
        else if (values.FirstOrDefault(one => allowed?.Contains(one) == false) is { } unknown)
        {
            Refuse(name, "NOT_ONE_OF", $"Expected some of: {string.Join(", ", allowed!)}.", unknown, string.Join(", ", allowed!), Nearest.Of(unknown, allowed!));
        }

        return values;
    }

    /// <summary>True when the parameter is given, however often.</summary>
    public bool Has(string name) => request.Query.ContainsKey(name);

    /// <summary>A time in RFC 3339 with its offset, or null when it is not given.</summary>
    public DateTimeOffset? Time(string name)
    {
        var value = Single(name);
        if (value is null)
        {
            return null;
        }

        if (!DateTimeOffset.TryParseExact(value, TimePatterns, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            Refuse(name, "EXPECTED_TIME", "Expected a time as RFC 3339 writes it.", value.Length <= 40 ? value : value[..40], "2026-01-31T12:00:00Z");
            return null;
        }

        if (time < Earliest || time > Latest)
        {
            Refuse(name, "OUT_OF_RANGE", $"Expected {Shown(Earliest)} to {Shown(Latest)}.", value, $"{Shown(Earliest)}..{Shown(Latest)}", Shown(time < Earliest ? Earliest : Latest));
            return null;
        }

        return time;
    }

    /// <summary>A day, such as <c>2026-01-31</c>, or null when it is not given.</summary>
    public DateOnly? Date(string name)
    {
        var value = Single(name);
        if (value is null)
        {
            return null;
        }

        if (!DateOnly.TryParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            Refuse(name, "EXPECTED_DATE", "Expected a day.", value.Length <= 40 ? value : value[..40], "2026-01-31");
            return null;
        }

        if (date.Year is < 2000 or >= 2100)
        {
            Refuse(name, "OUT_OF_RANGE", "Expected 2000-01-01 to 2099-12-31.", value, "2000-01-01..2099-12-31");
            return null;
        }

        return date;
    }

    /// <summary>The page asked for: <c>limit</c> and <c>cursor</c>.</summary>
    /// <param name="maxLimit">The largest page.</param>
    public PageRequest Page(int maxLimit = 100)
    {
        var limit = Integer("limit", 1, maxLimit, Math.Min(50, maxLimit));
        cursor = Single("cursor");
        return new PageRequest(limit, cursor is null ? null : OpenCursor());
    }

    /// <summary>Refuses a parameter.</summary>
    public void Refuse(string name, string code, string message, string? sent = null, string? bound = null, string? nearest = null) =>
        errors.Add(new FieldError($"?{name}", code, message, sent, bound, nearest));

    /// <summary>After all parameters were read: the failure that names all that is wrong, or null.</summary>
    public ValidationFailed? Finish()
    {
        foreach (var name in request.Query.Keys)
        {
            if (!known.Contains(name) && !request.IsOfSignature(name))
            {
                Refuse(name, "UNKNOWN_PARAMETER", "This query parameter is not known here.", nearest: Nearest.Of(name, known));
            }
        }

        return errors.Count == 0 ? null : new ValidationFailed([.. errors.Take(20)]);
    }

    private static string Shown(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private string? OpenCursor()
    {
        var position = cursors.Open(request, cursor!);
        if (position is null)
        {
            Refuse("cursor", "INVALID_CURSOR", "Send a cursor as a list gave it, with the same filters.");
        }

        return position;
    }

    private string? Single(string name)
    {
        known.Add(name);
        var values = request.Query[name];
        if (values.Count > 1)
        {
            Refuse(name, "REPEATED_PARAMETER", "This query parameter stands more than once.");
            return null;
        }

        return values.Count == 0 ? null : values[0];
    }
}

/// <summary>A route without query parameters.</summary>
internal sealed record NoQuery
{
    public static readonly NoQuery Instance = new();
}
