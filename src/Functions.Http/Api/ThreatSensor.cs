using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.ApiKeys;
using CryptoVault.Accounts.FirstAdmin;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.Accounts.Sessions;
using CryptoVault.Accounts.SignIn;
using CryptoVault.Audit;
using CryptoVault.Functions.Http.Api.Limits;
using CryptoVault.RateLimits;
using CryptoVault.Results;
using CryptoVault.Threats;
using Microsoft.AspNetCore.Http;

namespace CryptoVault.Functions.Http.Api;

/// <summary>Tells the threat monitoring of refused requests; a request that is not refused costs nothing.</summary>
internal sealed class ThreatSensor(SecurityEvents events, ClientAddresses addresses)
{
    public void Refused(HttpContext http, Error error)
    {
        var userId = AuditOrigin.Current?.Caller?.UserId;
        if (KindOf(error) is { } kind)
        {
            events.Record(kind, addresses.Of(http), userId);
        }

        if (LooksSuspicious(http.Request, error))
        {
            events.Record(SecurityEventKind.SuspiciousInput, addresses.Of(http), userId);
        }
    }

    private static SecurityEventKind? KindOf(Error error) => error switch
    {
        InvalidCredentials => SecurityEventKind.SignInFailed,
        InvalidSecondFactor or InvalidChallenge => SecurityEventKind.SecondFactorFailed,
        RefreshTokenReused => SecurityEventKind.RefreshTokenReused,
        InvalidToken or InvalidRefreshToken => SecurityEventKind.BadToken,
        InvalidApiKey => SecurityEventKind.BadSignature,
        SignatureRepeated => SecurityEventKind.SignatureRepeated,
        RateLimitExceeded => SecurityEventKind.RateLimited,
        RoleMissing or ScopeMissing => SecurityEventKind.PrivilegeDenied,
        InvalidSetupCode => SecurityEventKind.AdminSetupRefused,
        _ => null,
    };

    /// <summary>Looked at where a request was refused for what it said: whoever tries to inject something is refused most of the time.</summary>
    private static bool LooksSuspicious(HttpRequest request, Error error) =>
        error.Kind is ErrorKind.Invalid or ErrorKind.NotFound
        && (SuspiciousInput.Is(Uri.UnescapeDataString(request.Path.Value ?? "")) || SuspiciousInput.Is(Uri.UnescapeDataString(request.QueryString.Value ?? ""))
            || (error.Fields?.Any(field => SuspiciousInput.Is(field.Sent)) ?? false));
}
