using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Requests;

/// <summary>Somebody with an account on the host under test.</summary>
internal sealed class Person(string name, string email, string password)
{
    public string Name { get; } = name;

    public string Email { get; } = email;

    public string Password { get; } = password;

    public string UserId { get; private set; } = "";

    /// <summary>The access token of the present session.</summary>
    public string Token { get; private set; } = "";

    public string RefreshToken { get; private set; } = "";

    public Authenticator? Authenticator { get; set; }

    /// <summary>As the host tells them.</summary>
    public HashSet<string> Roles { get; } = [];

    public async Task SignInAsync(Api api)
    {
        var answer = (await api.SignInAsync(Email, Password, Authenticator)).Expect(200);
        (UserId, Token, RefreshToken) = (answer["userId"], answer["accessToken"], answer["refreshToken"]);
    }

    /// <summary>Goes on with the session when its access token is taken no more, or with another when the session is over.</summary>
    public async Task RefreshAsync(Api api)
    {
        var answer = await api.PostAsync("api/v1/auth/refresh", new JsonObject { ["refreshToken"] = RefreshToken });
        if (answer.Status == 200)
        {
            (Token, RefreshToken) = (answer["accessToken"], answer["refreshToken"]);
        }
        else
        {
            await SignInAsync(api);
        }
    }

    public override string ToString() => Name;
}
