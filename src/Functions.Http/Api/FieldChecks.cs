using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Results;

namespace CryptoVault.Functions.Http.Api;

/// <summary>Collects what is wrong with the fields of a request, so that one answer names all of it.</summary>
internal sealed class FieldChecks
{
    private readonly List<FieldError> errors = [];

    /// <summary>The failure that names the refused fields, or null when there are none.</summary>
    public ValidationFailed? Error => errors.Count == 0 ? null : new ValidationFailed([.. errors]);

    /// <summary>Refuses a field.</summary>
    public void Refuse(FieldError error) => errors.Add(error);

    /// <summary>Refuses a field.</summary>
    public void Refuse(string pointer, string code, string message, string? sent = null, string? bound = null, string? nearest = null) =>
        errors.Add(new FieldError(pointer, code, message, sent, bound, nearest));

    /// <summary>A text of bounded length, without control characters; null is well where the member is optional.</summary>
    public void Text(string pointer, string? value, int min, int max)
    {
        if (value is null)
        {
            return;
        }

        if (value.Length < min || value.Length > max)
        {
            Refuse(pointer, value.Length < min ? "TOO_SHORT" : "TOO_LONG", $"This has {value.Length} characters; {min} to {max} are allowed.", bound: $"{min}..{max}");
        }
        else if (value.Any(char.IsControl))
        {
            Refuse(pointer, "CONTROL_CHARACTER", "This must not contain control characters.");
        }
    }

    /// <summary>One of the named values.</summary>
    public void OneOf(string pointer, string? value, params IReadOnlyCollection<string> allowed)
    {
        if (value is not null && !allowed.Contains(value))
        {
            Refuse(pointer, "NOT_ONE_OF", $"Expected one of: {string.Join(", ", allowed)}.", value, string.Join(", ", allowed), Nearest.Of(value, allowed));
        }
    }

    /// <summary>A whole number within bounds.</summary>
    public void Range(string pointer, long? value, long min, long max)
    {
        if (value is { } number && (number < min || number > max))
        {
            Refuse(pointer, "OUT_OF_RANGE", $"Expected {min} to {max}.", $"{number}", $"{min}..{max}", $"{Math.Clamp(number, min, max)}");
        }
    }

    /// <summary>Not more than so many elements.</summary>
    public void AtMost<T>(string pointer, IReadOnlyCollection<T>? values, int max)
    {
        if (values is not null && values.Count > max)
        {
            Refuse(pointer, "TOO_MANY", $"At most {max} elements are allowed, not {values.Count}.", $"{values.Count}", $"0..{max}", $"{max}");
        }
    }

    /// <summary>An id as this service gives them.</summary>
    public void Id(string pointer, string? value)
    {
        if (value is not null && !ResourceIds.IsId(value))
        {
            Refuse(pointer, "INVALID_ID", "Expected an id: a UUID of 36 lower-case characters.", value);
        }
    }
}

/// <summary>A request or query that checks the bounds of its own fields.</summary>
internal interface IChecked
{
    void Check(FieldChecks check);
}
