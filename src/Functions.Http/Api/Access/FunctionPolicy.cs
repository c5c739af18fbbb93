using CryptoVault.Accounts;

namespace CryptoVault.Functions.Http.Api.Access;

internal enum PolicyKind
{
    Anonymous,
    SignedIn,
    Roles,
}

/// <summary>Who may call a function, and what a call weighs.</summary>
internal sealed record FunctionPolicy(PolicyKind Kind, RoleSet Roles, bool Fresh, int Weight)
{
    public bool Admits(RoleSet roles) => Kind != PolicyKind.Roles || Roles.Overlaps(roles);
}
