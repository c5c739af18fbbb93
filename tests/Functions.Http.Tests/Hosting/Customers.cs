using CryptoVault.Accounts;
using CryptoVault.Accounts.Passwords;
using CryptoVault.Accounts.Registration;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoVault.Functions.Http.Tests.Hosting;

/// <summary>Accounts for tests that are about something else.</summary>
internal static class Customers
{
    public const string Password = "correct-Horse-7";

    /// <summary>Makes a verified account with the roles (a customer without any) and signs it in.</summary>
    /// <returns>The user's id and access token.</returns>
    public static async Task<(string UserId, string Token)> SignedInAsync(this HttpAppHost host, string email, params Role[] roles)
    {
        Assert.True(EmailAddress.TryParse(email, out var address));
        var hash = await host.Services.GetRequiredService<PasswordHashing>().HashAsync(Password);
        var account = await host.Services.GetRequiredService<ProvisionAccount>().ExecuteAsync(
            new NewAccount(address, hash.Value, "DE", RoleSet.Of(roles.Length == 0 ? [Role.Customer] : roles), host.Clock.GetUtcNow()));
        Assert.True(account.IsSuccess, account.Error?.Message);
        var answer = await host.SignInAsync(email);
        return (account.Value.UserId, (await answer.JsonAsync()).GetProperty("accessToken").GetString()!);
    }

    public static Task<HttpResponseMessage> SignInAsync(this HttpAppHost host, string email, string password = Password) =>
        host.Client.SendAsync("POST", "api/v1/auth/login", $$"""{"email":"{{email}}","password":"{{password}}"}""");
}
