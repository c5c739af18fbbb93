using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Accounts.ApiKeys;
using CryptoVault.Accounts.SecondFactors;
using CryptoVault.RateLimits;
using CryptoVault.Results;

namespace CryptoVault.Functions.Http.Api.Access;

internal enum PolicyKind
{
    Anonymous,
    SignedIn,
    Roles,
}

/// <summary>Who may call a function, whether by a fresh second factor, with which API keys, what a call weighs, and against which limit.</summary>
internal sealed record FunctionPolicy(PolicyKind Kind, RoleSet Roles, bool Fresh, int Weight, RateLimitKind Limit, bool StepUp, ApiKeyScope? Scope)
{
    /// <summary>Why the caller is refused; null when the policy admits it.</summary>
    public Error? Refuse(Caller caller, DateTimeOffset now)
    {
        if (Kind == PolicyKind.Roles && !Roles.Overlaps(caller.Roles))
        {
            return new RoleMissing(Roles);
        }

        if (caller.Scopes is { } scopes)
        {
            return Scope is { } scope && scopes.Contains(scope) ? null : new ScopeMissing(Scope);
        }

        if (StepUp && !caller.HasStepUp(now))
        {
            return Unproved(caller);
        }

        // What only a staff role opens, opens only in a session in which the second factor was proved.
        var isByStaffRole = Kind == PolicyKind.Roles && !(Roles.Has(Role.Customer) && caller.Roles.Has(Role.Customer));
        return isByStaffRole && caller.SecondFactorAt is null ? Unproved(caller) : null;
    }

    private static Error Unproved(Caller caller) => caller.HasSecondFactor ? new StepUpRequired() : new SecondFactorRequired();
}
