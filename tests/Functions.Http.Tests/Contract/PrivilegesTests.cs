using System.Text;
using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api.Access;

namespace CryptoVault.Functions.Http.Tests.Contract;

/// <summary>docs/privileges.md is made of the policies that functions declare.</summary>
public sealed class PrivilegesTests
{
    private const string Rewrite = "CRYPTOVAULT_WRITE_DOCS";

    [Fact]
    public void Document_IsWhatTheFunctionsDeclare()
    {
        var file = Path.Combine(RepositoryFiles.Root, "docs", "privileges.md");
        var expected = Render();
        if (Environment.GetEnvironmentVariable(Rewrite) == "1")
        {
            File.WriteAllText(file, expected);
        }

        Assert.Equal(expected, File.ReadAllText(file).ReplaceLineEndings("\n"));
    }

    private static string Render()
    {
        var text = new StringBuilder($"""
            # Privileges
            Who may call which route. Made of what the functions declare: after a change run
            `{Rewrite}=1 dotnet test tests/Functions.Http.Tests --filter PrivilegesTests`; a test fails while this file says otherwise.

            Every function declares its policy; the start-up refuses one that does not. A missing role is 403, another user's object 404.
            *2FA*: the session's second factor must have been proved (staff), or within the last 5 minutes (*fresh*).
            *Keys*: the scope with which API keys may call; without one the route is closed to them.
            *Tokens* of which *limit* a call takes: see [security](security.md#rate-limits).

            | route | {string.Join(" | ", RoleNames.All)} | 2FA | keys | tokens |
            |---|{string.Concat(Enumerable.Repeat(":-:|", RoleNames.All.Count))}---|---|---|

            """);
        foreach (var function in ApiContract.Functions.OrderBy(function => function.Path, StringComparer.Ordinal).ThenBy(function => function.Method, StringComparer.Ordinal))
        {
            var policy = function.Policy;
            var roles = Enum.GetValues<Role>().Select(role => policy.Kind switch
            {
                PolicyKind.Anonymous => "o",
                PolicyKind.SignedIn => "x",
                _ => policy.Roles.Has(role) ? "x" : "",
            });
            var secondFactor = policy.StepUp ? "fresh" : policy.Kind == PolicyKind.Roles && !policy.Roles.Has(Role.Customer) ? "session" : "";
            var tokens = policy.Weight == 0 ? "-" : $"{policy.Weight} {policy.Limit}";
            text.Append(
                $"| `{function.Method.ToUpperInvariant()} {function.Path}` | {string.Join(" | ", roles)} | {secondFactor} | {policy.Scope?.ToString().ToLowerInvariant()} | {tokens} |\n");
        }

        return text.Append("\no: everybody, also without signing in. x: allowed.\n").ToString().ReplaceLineEndings("\n");
    }
}
