using System.Net;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using CryptoVault.Accounts.SecondFactors;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Functions.Http.Tests.Hosting;

/// <summary>Accounts for tests that are about something else.</summary>
internal static class Customers
{
    public const string Password = "correct-Horse-7";

    /// <summary>The secret of staff's second factor.</summary>
    public static byte[] Secret { get; } = "12345678901234567890"u8.ToArray();

    /// <summary>Makes a verified account with the roles (a customer without any) and signs it in.</summary>
    /// <returns>The user's id and access token.</returns>
    public static async Task<(string UserId, string Token)> SignedInAsync(this HttpAppHost host, string email, params Role[] roles)
    {
        var userId = await host.AccountAsync(email, roles);
        var answer = await host.SignInAsync(email);
        if (answer.StatusCode == HttpStatusCode.Accepted)
        {
            var challenge = (await answer.JsonAsync()).GetProperty("challenge").GetString();
            answer = await host.Client.SendAsync("POST", "api/v1/auth/login/second-factor", $$"""{"challenge":"{{challenge}}","code":"{{host.CodeNow()}}"}""");
        }

        return (userId, (await answer.JsonAsync()).GetProperty("accessToken").GetString()!);
    }

    /// <summary>Makes a verified account with the roles (a customer without any); staff with a second factor.</summary>
    /// <returns>The user's id.</returns>
    public static async Task<string> AccountAsync(this HttpAppHost host, string email, params Role[] roles)
    {
        Assert.True(EmailAddress.TryParse(email, out var address));
        var hash = await host.Services.GetRequiredService<PasswordHashing>().HashAsync(Password);
        var account = await host.Services.GetRequiredService<ProvisionAccount>().ExecuteAsync(
            new NewAccount(address, hash.Value, "DE", RoleSet.Of(roles.Length == 0 ? [Role.Customer] : roles), host.Clock.GetUtcNow()));
        Assert.True(account.IsSuccess, account.Error?.Message);
        if (RoleSet.Of(roles).IsStaff)
        {
            await host.Services.GetRequiredService<ProvisionSecondFactor>().ExecuteAsync(account.Value.UserId, Secret);
        }

        return account.Value.UserId;
    }

    /// <summary>The code that staff's authenticator shows now, or so many steps from now.</summary>
    public static string CodeNow(this HttpAppHost host, int steps = 0) => Totp.CodeOf(Secret, Totp.StepOf(host.Clock.GetUtcNow()) + steps);

    public static Task<HttpResponseMessage> SignInAsync(this HttpAppHost host, string email, string password = Password) =>
        host.Client.SendAsync("POST", "api/v1/auth/login", $$"""{"email":"{{email}}","password":"{{password}}"}""");
}
