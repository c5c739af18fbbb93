using CryptoVault.Accounts;
using CryptoVault.Accounts.ApiKeys;
using CryptoVault.RateLimits;

namespace CryptoVault.Functions.Http.Api.Access;

/// <summary>Says who may call a function. Every HTTP function carries exactly one; start-up refuses one without.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal abstract class PolicyAttribute : Attribute
{
    /// <summary>
    /// True where session and roles are read from the store even when they are remembered: on routes that move
    /// money, approve or administer. (Where one process owns the store the memory is always true, and used.)
    /// </summary>
    public bool Fresh { get; init; }

    /// <summary>True where the second factor must have been proved within the last minutes (<c>POST /auth/step-up</c>).</summary>
    public bool StepUp { get; init; }

    internal abstract FunctionPolicy ToPolicy(int weight, RateLimitKind? limit);
}

/// <summary>Callers with one of the roles.</summary>
internal sealed class AllowAttribute(params Role[] roles) : PolicyAttribute
{
    /// <summary>True where programs may call with an API key of the scope <c>read</c>.</summary>
    public bool ReadKeys { get; init; }

    /// <summary>True where programs may call with an API key of the scope <c>trade</c>.</summary>
    public bool TradeKeys { get; init; }

    /// <summary>True where programs may call with an API key of the scope <c>withdraw</c>: such a key stands for the fresh second factor.</summary>
    public bool WithdrawKeys { get; init; }

    private ApiKeyScope? Scope => WithdrawKeys ? ApiKeyScope.Withdraw : TradeKeys ? ApiKeyScope.Trade : ReadKeys ? ApiKeyScope.Read : null;

    internal override FunctionPolicy ToPolicy(int weight, RateLimitKind? limit) =>
        new(PolicyKind.Roles, RoleSet.Of(roles), Fresh || StepUp || roles.Contains(Role.Admin), weight, limit ?? RateLimitKind.User, StepUp, Scope);
}

/// <summary>Every signed-in caller, of whatever role.</summary>
internal sealed class AllowSignedInAttribute : PolicyAttribute
{
    internal override FunctionPolicy ToPolicy(int weight, RateLimitKind? limit) =>
        new(PolicyKind.SignedIn, RoleSet.None, Fresh || StepUp, weight, limit ?? RateLimitKind.User, StepUp, null);
}

/// <summary>Everybody; a token that is sent is not looked at.</summary>
internal sealed class AllowAnonymousAttribute : PolicyAttribute
{
    internal override FunctionPolicy ToPolicy(int weight, RateLimitKind? limit) =>
        new(PolicyKind.Anonymous, RoleSet.None, false, weight, limit ?? RateLimitKind.Anonymous, false, null);
}

/// <summary>How many rate-limit tokens a call costs; 1 without it, 0 where calls are not limited.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class WeightAttribute(int weight) : Attribute
{
    public int Weight { get; } = weight;
}

/// <summary>The limit that calls count against, where it is not the usual one (per user, or per address for everybody).</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LimitedAttribute(RateLimitKind kind) : Attribute
{
    public RateLimitKind Kind { get; } = kind;
}
