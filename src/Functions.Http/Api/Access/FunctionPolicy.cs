using CryptoVault.Accounts;
using CryptoVault.RateLimits;

namespace CryptoVault.Functions.Http.Api.Access;

internal enum PolicyKind
{
    Anonymous,
    SignedIn,
    Roles,
}

/// <summary>Who may call a function, what a call weighs, and against which limit.</summary>
internal sealed record FunctionPolicy(PolicyKind Kind, RoleSet Roles, bool Fresh, int Weight, RateLimitKind Limit)
{
    public bool Admits(RoleSet roles) => Kind != PolicyKind.Roles || Roles.Overlaps(roles);
}
