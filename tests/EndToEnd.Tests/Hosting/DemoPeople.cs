using System.Collections.Concurrent;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.EndToEnd.Tests.Hosting;

/// <summary>Signs the demo's people in; staff with the second factor that the demo data gives them.</summary>
internal static class DemoPeople
{
    public const string StaffSecret = "DEMODEMODEMODEMODEMODEMODEMODEMO";

    private static readonly ConcurrentDictionary<(Uri Host, string Name), Authenticator> Authenticators = new();

    public static Task<Answer> SignInAsync(this Api api, string name) => api.SignInAsync(
        DefaultHost.EmailOf(name), DefaultHost.Password,
        name is "rita" or "adam" or "alma" ? Authenticators.GetOrAdd((api.Host, name), static _ => new Authenticator(StaffSecret)) : null);

    /// <summary>Signs a customer in and gives it a second factor, freshly proved.</summary>
    public static async Task<(string Token, Authenticator Authenticator)> SignInForWithdrawalsAsync(this Api api, string name)
    {
        var token = (await api.SignInAsync(name)).Expect(200)["accessToken"];
        return (token, await api.EnrolAsync(token, DefaultHost.Password));
    }
}
