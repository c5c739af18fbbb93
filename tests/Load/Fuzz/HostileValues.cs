using System.Text.Json.Nodes;

namespace CryptoVault.Load.Fuzz;

/// <summary>Values that break what was not thought of. None has a word in it that an answer could be suspected for when it echoes them.</summary>
internal static class HostileValues
{
    private static readonly string[] Texts =
    [
        "", " ", "\0", "a\0b", "\r\nX-Injected: 1", "\u202Eabc", "\uFEFF", "e\u0301", "\u00C5\u212B", "😀", "\uD83D", "ı", "ﬀ", "٣", "１２",
        "' OR '1'='1", "'; DROP TABLE c_users; --", "\"><script>alert(1)</script>", "${jndi:ldap://127.0.0.1/a}", "{{7*7}}", "../../../../etc/passwd", "%2e%2e%2f",
        "-1", "0", "-0", "1e309", "1e-400", "0x10", "+1", "1,5", "1.", ".1", "00001", "NaN", "Infinity", "1_000", "0.000000000000000000000000000001",
        "170141183460469231731687303715884105727", "170141183460469231731687303715884105728", "99999999999999999999999999999999999999999999999999", "9223372036854775808",
        "true", "null", "undefined", "[]", "{}", "BTC-USDT-", "btc-usdt", "BTC-BTC", "BTC_USDT", "00000000-0000-0000-0000-000000000000", "0198c0de-0000-7000-8000-00000000000a",
        "2026-02-30T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "0001-01-01T00:00:00Z", "2026-01-01T00:00:00+99:00", "user@", "@example.com", "a@b", "a@b@c.d", "ana@demo.cryptovault.test\n",
    ];

    private static readonly string[] Numbers =
        ["0", "-1", "1", "1.5", "-0", "1e308", "1e400", "2147483647", "2147483648", "-2147483649", "9223372036854775807", "9223372036854775808", "0.1e1", "1E2", "123456789012345678901234567890"];

    public static string Text(Random random) => random.Next(12) switch
    {
        0 => new string((char)random.Next('A', 'z'), random.Next(1, 300)),
        1 => new string('9', random.Next(20, 400)),
        2 => new string('x', random.Next(1_000, 70_000)),
        3 => new string([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => (char)random.Next(1, 0x2FF))]),
        _ => Texts[random.Next(Texts.Length)],
    };

    /// <summary>Raw JSON of any kind.</summary>
    public static string Json(Random random) => random.Next(10) switch
    {
        0 => "null",
        1 => random.Next(2) == 0 ? "true" : "false",
        2 or 3 => Numbers[random.Next(Numbers.Length)],
        4 => "[]",
        5 => "{}",
        6 => Nested(random.Next(2, 200)),
        7 => $"[{string.Join(',', Enumerable.Repeat("1", random.Next(1, 3_000)))}]",
        _ => Quoted(Text(random)),
    };

    /// <summary>A value of a schema: usually a right one, at times one at or beyond its bounds.</summary>
    public static string Of(JsonNode? schema, Contract contract, Random random, int depth = 0)
    {
        if (schema is null || depth > 6)
        {
            return Json(random);
        }

        var target = contract.Target(schema);
        if (target["enum"] is JsonArray values)
        {
            return values[random.Next(values.Count)]?.ToJsonString() ?? "null";
        }

        return TypeOf(target, random) switch
        {
            "object" => $"{{{string.Join(',', (target["properties"]?.AsObject() ?? []).Where(_ => random.Next(4) > 0).Select(member => $"{Quoted(member.Key)}:{Of(member.Value, contract, random, depth + 1)}"))}}}",
            "array" => $"[{string.Join(',', Enumerable.Range(0, random.Next(0, 4)).Select(_ => Of(target["items"], contract, random, depth + 1)))}]",
            "integer" => Near(target, random),
            "boolean" => random.Next(2) == 0 ? "true" : "false",
            "null" => "null",
            _ => Quoted(random.Next(3) == 0 ? Text(random) : random.Next(0, 100_000).ToString(System.Globalization.CultureInfo.InvariantCulture)),
        };
    }

    public static string Quoted(string text) => System.Text.Json.JsonSerializer.Serialize(text);

    public static string Nested(int depth) => string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth));

    private static string? TypeOf(JsonNode schema, Random random) => schema["type"] switch
    {
        JsonArray { Count: > 0 } types => (string?)types[random.Next(types.Count)],
        JsonValue type => (string?)type,
        _ => null,
    };

    private static string Near(JsonNode schema, Random random)
    {
        var bound = (long?)(random.Next(2) == 0 ? schema["minimum"] : schema["maximum"]) ?? random.Next(0, 1000);
        return random.Next(6) == 0 ? Numbers[random.Next(Numbers.Length)] : $"{bound + random.Next(-1, 2)}";
    }
}
