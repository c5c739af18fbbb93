using System.Globalization;
using System.Security.Claims;
using CryptoVault.Security;
using CryptoVault.Streams;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.SignalR;

namespace CryptoVault.LocalRuntime.Hubs;

/// <summary>Lets into a hub whom its token names: the token that negotiating gave, for this hub and a short time.</summary>
internal sealed class HubGate(string hub, IKeyRing keys, TimeProvider clock)
{
    private const string Scheme = "Bearer ";
    private readonly byte[] key = keys.Derive(ProcessHubs.KeyPurpose);

    /// <summary>Guards the requests of a hub's endpoint.</summary>
    public RequestDelegate Guard(RequestDelegate next) => http =>
    {
        // A request that names a connection has its secret id; the token's time is over by the time of a long poll's tenth request.
        DateTimeOffset? now = http.Request.Query.ContainsKey("id") ? null : clock.GetUtcNow();
        if (HubTokens.Read(TokenOf(http.Request), key, ProcessHubs.PathOf(hub), now) is not { } client || (hub == HubNames.User && client.UserId is null))
        {
            return Http.ProblemAnswer.WriteAsync(http, StatusCodes.Status401Unauthorized, null);
        }

        http.User = PrincipalOf(client);
        return next(http);
    };

    /// <summary>Who holds a connection.</summary>
    public static StreamClient ClientOf(HubConnectionContext connection)
    {
        var user = connection.User;
        return new StreamClient(
            UInt128.Parse(user.FindFirstValue("adr")!, CultureInfo.InvariantCulture), user.FindFirstValue(ClaimTypes.NameIdentifier), user.FindFirstValue("sid"));
    }

    private static ClaimsPrincipal PrincipalOf(StreamClient client)
    {
        List<Claim> claims = [new("adr", client.Address.ToString(CultureInfo.InvariantCulture))];
        if (client.UserId is not null)
        {
            claims.Add(new Claim(ClaimTypes.NameIdentifier, client.UserId));
        }

        if (client.SessionId is not null)
        {
            claims.Add(new Claim("sid", client.SessionId));
        }

        return new ClaimsPrincipal(new ClaimsIdentity(claims, "hub"));
    }

    private static string? TokenOf(HttpRequest request) =>
        request.Headers.Authorization is [{ } header] && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? header[Scheme.Length..]
            : request.Query["access_token"].FirstOrDefault();
}
