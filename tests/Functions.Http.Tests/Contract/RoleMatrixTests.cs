using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Access;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Tests.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Functions.Http.Tests.Contract;

/// <summary>Every route as nobody and as every role, over HTTP: who is not let in is refused for that, and for nothing else.</summary>
public sealed partial class RoleMatrixTests : IAsyncLifetime
{
    private HttpAppHost? host;

    public async Task InitializeAsync() => host = await HttpAppHost.StartAsync(services => services.AddSingleton<IAccessCheck, TestAccess>());

    public async Task DisposeAsync() => await host!.DisposeAsync();

    [Fact]
    public async Task Routes_AsEveryRole_LetInWhomTheirPoliciesName()
    {
        var wrong = new List<string>();
        var cells = 0;
        foreach (var function in ApiContract.Functions)
        {
            foreach (var role in RoleNames.All.Prepend(null))
            {
                cells++;
                var (status, code) = await AskAsync(function, role is null ? null : $"somebody+{role}");
                var expected = ExpectedOf(function.Policy, role);
                var isAsExpected = expected is null ? status != 401 && code != "ROLE_MISSING" && status != 500 : code == expected;
                if (!isAsExpected)
                {
                    wrong.Add($"{function} as {role ?? "nobody"}: {status} {code}, expected {expected ?? "to be let in"}");
                }
            }
        }

        Assert.Empty(wrong);
        Assert.Equal(ApiContract.Functions.Count * (RoleNames.All.Count + 1), cells);
    }

    [Fact]
    public async Task RoutesOfStaff_WithoutASecondFactor_LetNobodyIn()
    {
        foreach (var function in ApiContract.Functions.Where(function => function.Policy.Kind == PolicyKind.Roles && !function.Policy.Roles.Has(Role.Customer)))
        {
            var role = function.Policy.Roles.ToNames()[0];

            Assert.Equal((403, "SECOND_FACTOR_REQUIRED"), await AskAsync(function, $"somebody+{role}+nofactor"));
        }
    }

    [Fact]
    public async Task RoutesThatNeedAFreshSecondFactor_WithAnOldOne_LetNobodyIn()
    {
        var functions = ApiContract.Functions.Where(function => function.Policy.StepUp).ToArray();

        Assert.Contains(functions, function => function.Name == "RequestWithdrawal");
        foreach (var function in functions)
        {
            var role = function.Policy.Kind == PolicyKind.Roles ? function.Policy.Roles.ToNames()[0] : "customer";

            Assert.Equal((403, "STEP_UP_REQUIRED"), await AskAsync(function, $"somebody+{role}+longago"));
        }
    }

    private static string? ExpectedOf(FunctionPolicy policy, string? role) => policy.Kind switch
    {
        PolicyKind.Anonymous => null,
        _ when role is null => "AUTHENTICATION_REQUIRED",
        PolicyKind.Roles when !policy.Roles.Has(RoleNames.Find(role)!.Value) => "ROLE_MISSING",
        _ => null,
    };

    private async Task<(int Status, string? Code)> AskAsync(RouteFunction function, string? token)
    {
        var path = PathParameter().Replace(function.Path[1..], "0198c0de-0000-7000-8000-000000000000");
        var body = function.Method == "get" ? null : "{}";
        using var answer = await host!.Client.SendAsync(function.Method.ToUpper(CultureInfo.InvariantCulture), path, body, token);
        if (answer.Content.Headers.ContentType?.MediaType != "application/problem+json")
        {
            return ((int)answer.StatusCode, null);
        }

        var problem = JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        return ((int)answer.StatusCode, problem.GetProperty("code").GetString());
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex PathParameter();
}
