using CryptoVault.Accounts;
using CryptoVault.Results;

namespace CryptoVault.Functions.Http.Accounts;

/// <summary>No role has this name.</summary>
internal sealed record RoleNotFound(string Role)
    : NotFoundError("ROLE_NOT_FOUND", $"There is no role '{Role}'. Roles are: {string.Join(", ", RoleNames.All)}.");
