using System.Text;
using System.Text.Json.Nodes;

namespace CryptoVault.Load.Fuzz;

/// <summary>Makes requests of an operation that are wrong in one to three ways, out of one that is right and of the documented schema.</summary>
internal sealed class Mutator(Contract contract, Random random, Func<string> knownId)
{
    private const int BodyLimit = 1_048_576;

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO", "get", "PROPFIND"];

    private static readonly string[] ContentTypes =
    [
        "", "text/plain", "application/xml", "application/json; charset=utf-16", "application/json; charset=bogus", "application/json;;;", "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded", "application/problem+json", "APPLICATION/JSON", "json", "application/json, text/plain", "*/*",
    ];

    private static readonly string[] Authorizations =
    [
        "", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0.", "Bearer \u00ff\u00fe", "Negotiate AAAA", "bearer  x",
    ];

    private static readonly string[] HeaderNames =
    [
        "Idempotency-Key", "If-Match", "If-None-Match", "Accept", "Accept-Encoding", "X-Forwarded-For", "X-Correlation-Id", "traceparent", "Last-Event-ID", "X-MBX-APIKEY",
        "Content-Encoding", "Range", "Cookie", "Origin", "X-HTTP-Method-Override", "Content-Language", "X-Device-Token", "RateLimit",
    ];

    /// <summary>The right request, with the token.</summary>
    public static RawRequest Right(Operation operation, Call call, string? token)
    {
        var request = new RawRequest { Method = operation.Method, Target = "/" + call.Path };
        request.Headers.AddRange(call.Headers);
        if (token is not null)
        {
            request.Headers.Add(("Authorization", $"Bearer {token}"));
        }

        if (call.Body is { } body)
        {
            request.Headers.Add(("Content-Type", "application/json"));
            request.Body = Encoding.UTF8.GetBytes(body.ToJsonString());
        }

        return request;
    }

    public RawRequest Make(Operation operation, Call call, string? token)
    {
        var request = Right(operation, call, token);
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            Mutate(request, operation, call);
        }

        return request;
    }

    private void Mutate(RawRequest request, Operation operation, Call call)
    {
        switch (random.Next(call.Body is null ? 8 : 20))
        {
            case 0:
                Header(request, "Authorization", random.Next(3) == 0 ? "Bearer " + new string('a', random.Next(1, 9_000)) : Authorizations[random.Next(Authorizations.Length)]);
                break;
            case 1 or 2:
                Header(request, HeaderNames[random.Next(HeaderNames.Length)], HeaderValue());
                break;
            case 3:
                request.Method = Methods[random.Next(Methods.Length)];
                break;
            case 4 or 5:
                request.Target = Query(request.Target, operation);
                break;
            case 6:
                request.Target = PathOf(operation);
                break;
            case 7:
                request.Headers.RemoveAll(header => header.Name is not "Authorization");
                break;
            case 8:
                Header(request, "Content-Type", ContentTypes[random.Next(ContentTypes.Length)]);
                break;
            case 9:
                request.Body = Garbage(request.Body ?? []);
                break;
            case 10:
                request.IsChunked = true;
                break;
            case 11 or 12:
                request.Body = Encoding.UTF8.GetBytes(HostileValues.Of(operation.BodySchema, contract, random));
                break;
            default:
                request.Body = Member(call.Body!, operation);
                break;
        }
    }

    private static void Header(RawRequest request, string name, string value)
    {
        request.Headers.RemoveAll(header => header.Name == name);
        request.Headers.Add((name, value));
    }

    private string HeaderValue() => random.Next(6) switch
    {
        0 => $"\"{random.Next(0, 5)}\"",
        1 => "*",
        2 => new string('k', random.Next(1, 9_000)),
        3 => knownId(),
        _ => HostileValues.Text(random).Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ') is { Length: <= 9_000 } text ? Latin1(text) : "x",
    };

    private static string Latin1(string text) => string.Concat(text.Select(character => character <= 0xFF ? character : '?'));

    private string Query(string target, Operation operation)
    {
        var names = operation.Parameters.Where(parameter => (string?)parameter["in"] == "query").Select(parameter => (string)parameter["name"]!).Append("limit").Append("colour").ToArray();
        var name = names[random.Next(names.Length)];
        var value = random.Next(8) switch
        {
            0 => "%",
            1 => "%ff%fe",
            2 => "%00",
            3 => knownId(),
            4 => new string('q', random.Next(1, 6_000)),
            _ => Escaped(HostileValues.Text(random)),
        };
        var once = $"{target}{(target.Contains('?', StringComparison.Ordinal) ? '&' : '?')}{name}={(value.Length > 6_000 ? value[..6_000] : value)}";
        return random.Next(5) == 0 ? $"{once}&{name}=1" : once;
    }

    private string PathOf(Operation operation)
    {
        var path = operation.Path;
        foreach (var parameter in operation.Parameters.Where(parameter => (string?)parameter["in"] == "path"))
        {
            var value = random.Next(8) switch
            {
                0 => "..%2f..%2f..%2fetc%2fpasswd",
                1 => "%00",
                2 => "%ff",
                3 or 4 => knownId(),
                5 => new string('p', random.Next(1, 3_000)),
                _ => Escaped(HostileValues.Text(random)),
            };
            path = path.Replace($"{{{parameter["name"]}}}", value.Length > 6_000 ? value[..6_000] : value, StringComparison.Ordinal);
        }

        return random.Next(10) switch { 0 => path + "/", 1 => path + "//", 2 => path + "/..", 3 => path.ToUpperInvariant(), _ => path };
    }

    /// <summary>A lone surrogate has no UTF-8 form; Uri would refuse it.</summary>
    private static string Escaped(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(one => char.IsAsciiLetterOrDigit((char)one) ? $"{(char)one}" : $"%{one:X2}"));

    private byte[] Member(JsonNode body, Operation operation)
    {
        if (body.DeepClone() is not JsonObject map || map.Count == 0)
        {
            return Encoding.UTF8.GetBytes(HostileValues.Json(random));
        }

        var schema = operation.BodySchema is { } given ? contract.Target(given)["properties"] as JsonObject : null;
        var names = map.Select(member => member.Key).Concat(schema?.Select(member => member.Key) ?? []).Distinct().ToArray();
        var name = names[random.Next(names.Length)];
        var members = map.Where(member => member.Key != name).Select(member => $"{HostileValues.Quoted(member.Key)}:{member.Value?.ToJsonString() ?? "null"}").ToList();
        switch (random.Next(7))
        {
            case 0:
                break; // left out
            case 1:
                members.Add($"{HostileValues.Quoted(name)}:{map[name]?.ToJsonString() ?? "1"}");
                members.Add($"{HostileValues.Quoted(name)}:{HostileValues.Json(random)}"); // twice
                break;
            case 2:
                members.Add($"{HostileValues.Quoted(name)}:{map[name]?.ToJsonString() ?? "1"}");
                members.Add($"{HostileValues.Quoted(HostileValues.Text(random))}:1"); // unknown
                break;
            case 3:
                members.Add($"{HostileValues.Quoted(name)}:{HostileValues.Of(schema?[name], contract, random)}");
                break;
            case 4:
                members.Add($"{HostileValues.Quoted(name)}:{HostileValues.Quoted(knownId())}");
                break;
            default:
                members.Add($"{HostileValues.Quoted(name)}:{HostileValues.Json(random)}");
                break;
        }

        return Encoding.UTF8.GetBytes($"{{{string.Join(',', members)}}}");
    }

    private byte[] Garbage(byte[] body) => random.Next(11) switch
    {
        0 => [],
        1 => [.. body.Take(random.Next(body.Length + 1))],
        2 => [.. body, .. body],
        3 => Encoding.UTF8.GetBytes(HostileValues.Nested(random.Next(20, 50_000))),
        4 => [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("{}")],
        5 => [0xEF, 0xBB, 0xBF, .. body],
        6 => [.. body.Select(one => random.Next(20) == 0 ? (byte)random.Next(256) : one)],
        7 => Encoding.UTF8.GetBytes($"{{\"a\":\"{new string('x', BodyLimit)}\"}}"),
        8 => Encoding.UTF8.GetBytes($"{{{string.Join(',', Enumerable.Range(0, 5_000).Select(i => $"\"m{i}\":{i}"))}}}"),
        9 => "{\"\\ud800\":\"\\udfff\"}"u8.ToArray(),
        _ => Encoding.UTF8.GetBytes(HostileValues.Json(random)),
    };
}
