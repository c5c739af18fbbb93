using System.Text.Json.Nodes;

namespace CryptoVault.EndToEnd.Tests.BadInputs;

/// <summary>A request that must be refused, and how.</summary>
/// <param name="Route">Method and route template.</param>
/// <param name="Name">What is wrong with it.</param>
/// <param name="Path">The path as sent; <c>{ana}</c> stands for her user id.</param>
internal sealed record BadInput(string Route, string Name, string Path)
{
    /// <summary>Who sends it; nobody when null.</summary>
    public string? By { get; init; }

    public string? Body { get; init; }

    public (string Name, string Value)[] Headers { get; init; } = [];

    public int Status { get; init; } = 400;

    /// <summary>The code that the problem must have.</summary>
    public string? Code { get; init; }

    /// <summary>The field that it must name: a JSON pointer, <c>?parameter</c> or <c>header:Name</c>.</summary>
    public string? Field { get; init; }

    /// <summary>What else is wrong with it.</summary>
    public string[] AlsoNamed { get; init; } = [];

    /// <summary>True when the broken bound must be told.</summary>
    public bool TellsBound { get; init; }

    /// <summary>The nearest valid value that must be told.</summary>
    public string? Nearest { get; init; }

    public override string ToString() => $"{Route}: {Name}";
}

/// <summary>A route with a request that would be fine, from which bad ones are made.</summary>
internal sealed record GoodInput(string Method, string Template, string? By, string? Body = null)
{
    private const string Unknown = "0198c0de-0000-7000-8000-000000000000";

    public string? Path { get; init; }

    /// <summary>A query parameter that the route needs and the path does not have.</summary>
    public string? NeededQuery { get; init; }

    public (string Name, string Value)[] Headers { get; init; } = [];

    /// <summary>The path with everything that the template leaves open filled in.</summary>
    public string GoodPath => Path ?? Template
        .Replace("{symbol}", "BTC-USDT", StringComparison.Ordinal)
        .Replace("{userId}", "{ana}", StringComparison.Ordinal)
        .Replace("{role}", "support", StringComparison.Ordinal)
        .Replace("{id}", Unknown, StringComparison.Ordinal);

    /// <summary>With a query parameter that is wrong.</summary>
    public BadInput Query(string query, string? nearest = null, bool tellsBound = true) => New($"?{query}") with
    {
        Path = $"{GoodPath}?{query}",
        Field = $"?{query.Split('=')[0]}",
        TellsBound = tellsBound,
        Nearest = nearest,
        Code = "VALIDATION_FAILED",
        AlsoNamed = NeededQuery is { } needed && !query.StartsWith($"{needed}=", StringComparison.Ordinal) ? [$"?{needed}"] : [],
    };

    /// <summary>With a query parameter that the route does not know.</summary>
    public BadInput UnknownQuery(string name = "colour", string? nearest = null) => Query($"{name}=red", nearest, tellsBound: false);

    /// <summary>With a member of the body that is wrong.</summary>
    /// <param name="member">Its name.</param>
    /// <param name="value">Its value as raw JSON; null leaves the member out.</param>
    /// <param name="nearest">The nearest valid value.</param>
    /// <param name="tellsBound">Whether there is a bound to tell.</param>
    public BadInput Member(string member, string? value, string? nearest = null, bool tellsBound = false)
    {
        var body = JsonNode.Parse(Body!)!.AsObject();
        body.Remove(member);
        if (value is not null)
        {
            body[member] = JsonNode.Parse(value);
        }

        var shown = value is { Length: > 40 } ? value[..40] + "..." : value;
        return New(value is null ? $"without {member}" : $"{member} {shown}") with
        {
            Body = body.ToJsonString(),
            Field = $"/{member}",
            Nearest = nearest,
            TellsBound = tellsBound,
        };
    }

    /// <summary>With a body that is no JSON object.</summary>
    public BadInput Malformed() => New("malformed JSON") with { Body = "{\"a\":", Code = "MALFORMED_JSON" };

    /// <summary>For a thing that does not exist.</summary>
    public BadInput Missing(string path, string code) => New($"missing {path}") with { Path = path, Status = 404, Code = code };

    /// <summary>Without signing in.</summary>
    public BadInput Anonymous() => New("not signed in") with { By = null, Status = 401 };

    public BadInput New(string name) => new($"{Method} {Template}", name, GoodPath) { By = By, Body = Body, Headers = Headers };
}
