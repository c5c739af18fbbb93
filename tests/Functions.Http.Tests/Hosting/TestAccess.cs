using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Results;

namespace CryptoVault.Functions.Http.Tests.Hosting;

/// <summary>Access for tests of the plumbing: the token <c>ana+customer+admin+kyc2</c> is the caller ana with these roles, identified to level 2, with a
/// second factor just proved; <c>+longago</c> proved it long ago, <c>+nofactor</c> has none.</summary>
internal sealed class TestAccess : IAccessCheck
{
    public ValueTask<Result<Caller>> CheckAsync(string accessToken, bool fresh, CancellationToken cancellation)
    {
        var parts = accessToken.Split('+');
        return new(parts[0] switch
        {
            "forged" => new InvalidToken(),
            "ended" => new SessionEnded(),
            _ => new Caller(parts[0], "session", RoleSet.OfNames(parts[1..]), LevelOf(parts))
            {
                HasSecondFactor = !parts.Contains("nofactor"),
                SecondFactorAt = parts.Contains("nofactor") ? null : DateTimeOffset.UnixEpoch,
                StepUpUntil = parts.Contains("nofactor") || parts.Contains("longago") ? null : DateTimeOffset.MaxValue,
            },
        });
    }

    private static int LevelOf(string[] parts) =>
        parts.FirstOrDefault(part => part.StartsWith("kyc", StringComparison.Ordinal)) is { } level ? level[3] - '0' : 0;
}
