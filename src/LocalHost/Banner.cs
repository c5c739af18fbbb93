using CryptoVault.LocalHost.DemoData;

namespace CryptoVault.LocalHost;

/// <summary>What a start prints: where it is, who can sign in, and what to try first.</summary>
internal static class Banner
{
    public static string Of(Uri url, HostOptions options)
    {
        var address = url.ToString().TrimEnd('/');
        var signIns = options.Empty
            ? "none (--empty)"
            : string.Join(Environment.NewLine, DemoWorld.SignIns.Select(signIn => $"{signIn,-32} {RoleOf(signIn)}"))
              + $"{Environment.NewLine}password of all: {DemoWorld.Password}"
              + $"{Environment.NewLine}second factor of rita, adam and alma: {DemoWorld.StaffSecret} (a code: {address}/dev/second-factor-code)";
        return $$"""

            CryptoVault is ready at {{address}}   (data in {{options.DataFolder}}; stop with Ctrl-C)

            Demo sign-ins:
            {{signIns.TrimStart()}}

            Try:
              curl {{address}}/api/v1/market-data/ticker/BTC-USDT
              TOKEN=$(curl -s {{address}}/api/v1/auth/login -H 'content-type: application/json' -d '{"email":"ana@demo.cryptovault.test","password":"{{DemoWorld.Password}}"}' | sed 's/.*"accessToken":"\([^"]*\).*/\1/')
              curl -s {{address}}/api/v1/orders -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' -d '{"symbol":"BTC-USDT","side":"buy","type":"market","quoteAmount":"100"}'

            """;
    }

    private static string RoleOf(string signIn) => signIn[..signIn.IndexOf('@', StringComparison.Ordinal)] switch
    {
        "rita" => "compliance reviewer",
        "adam" or "alma" => "admin",
        _ => "customer",
    };
}
